package org.etwflow.sink;

import java.io.Serializable;
import java.util.function.Function;

/**
 * A column of a row as it stands in a file.
 *
 * @param name in the header of a CSV file, and of the field in JSON
 * @param value of a row: a String, a Number, a Boolean, an Instant, or null
 * @param <R> type of the row
 */
public record Column<R>(String name, Value<R> value) implements Serializable {

  /** Takes a column's value out of a row; is shipped with the job. */
  public interface Value<R> extends Function<R, Object>, Serializable {}
}
