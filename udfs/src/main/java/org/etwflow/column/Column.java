package org.etwflow.column;

import java.io.Serializable;
import java.util.function.Function;
import org.apache.flink.annotation.Internal;
import org.jspecify.annotations.Nullable;

/**
 * A column of a row as it stands in a file.
 *
 * @param name in the header of a CSV file, and of the field in JSON and Parquet
 * @param type of its values
 * @param isOptional whether there are rows without a value
 * @param value of a row: as the type says, or null if it is optional
 * @param <R> type of the row
 */
@Internal
public record Column<R>(String name, ColumnType type, boolean isOptional, Value<R> value)
    implements Serializable {

  /** Takes a column's value out of a row; is shipped with the job. */
  public interface Value<R> extends Function<R, @Nullable Object>, Serializable {}

  /** A column that has a value in every row. */
  public static <R> Column<R> required(
      final String name, final ColumnType type, final Value<R> value) {
    return new Column<>(name, type, false, value);
  }

  /** A column that is null in some rows. */
  public static <R> Column<R> optional(
      final String name, final ColumnType type, final Value<R> value) {
    return new Column<>(name, type, true, value);
  }
}
