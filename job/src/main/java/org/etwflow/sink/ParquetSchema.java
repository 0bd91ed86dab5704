package org.etwflow.sink;

import static org.apache.parquet.schema.LogicalTypeAnnotation.intType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;

import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;
import org.etwflow.column.Column;
import org.etwflow.column.ColumnType;
import org.jspecify.annotations.Nullable;

/** Maps columns to a Parquet schema. */
final class ParquetSchema {

  private static final String NAME = "row";

  private ParquetSchema() {}

  static <R> MessageType of(final List<Column<R>> columns) {
    return new MessageType(NAME, columns.stream().map(ParquetSchema::field).toList());
  }

  private static Type field(final Column<?> column) {
    return Types.primitive(
            primitiveType(column.type()),
            column.isOptional() ? Repetition.OPTIONAL : Repetition.REQUIRED)
        .as(logicalType(column.type()))
        .named(column.name());
  }

  private static PrimitiveTypeName primitiveType(final ColumnType type) {
    return switch (type) {
      case TEXT -> PrimitiveTypeName.BINARY;
      case UINT16, UINT32 -> PrimitiveTypeName.INT32;
      case INT64, TIME -> PrimitiveTypeName.INT64;
      case DOUBLE -> PrimitiveTypeName.DOUBLE;
      case BOOLEAN -> PrimitiveTypeName.BOOLEAN;
    };
  }

  /** Null for types that Parquet stores as they are. */
  private static @Nullable LogicalTypeAnnotation logicalType(final ColumnType type) {
    return switch (type) {
      case TEXT -> stringType();
      case UINT16 -> intType(Short.SIZE, false);
      case UINT32 -> intType(Integer.SIZE, false);
      // Microseconds would lose the last digit of Windows' 100 ns.
      case TIME -> timestampType(true, TimeUnit.NANOS);
      case INT64, DOUBLE, BOOLEAN -> null;
    };
  }
}
