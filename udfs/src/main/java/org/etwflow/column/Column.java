package org.etwflow.column;

import java.io.Serializable;
import java.util.function.Function;
import org.apache.flink.annotation.Internal;
import org.jspecify.annotations.Nullable;

/**
 * A column of an output row.
 *
 * @param name name of the column in CSV, of the field in JSON and Parquet
 * @param type type of its values
 * @param isOptional whether its value can be null
 * @param value extracts the value of a row: of the column's type, or null
 * @param <R> type of the row
 */
@Internal
public record Column<R>(String name, ColumnType type, boolean isOptional, Value<R> value)
    implements Serializable {

  /** Extracts a column's value from a row; serialized with the job graph. */
  public interface Value<R> extends Function<R, @Nullable Object>, Serializable {}

  /** Creates a column with a value in every row. */
  public static <R> Column<R> required(
      final String name, final ColumnType type, final Value<R> value) {
    return new Column<>(name, type, false, value);
  }

  /** Creates a column whose value can be null. */
  public static <R> Column<R> optional(
      final String name, final ColumnType type, final Value<R> value) {
    return new Column<>(name, type, true, value);
  }
}
