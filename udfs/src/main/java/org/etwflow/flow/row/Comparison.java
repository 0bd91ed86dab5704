package org.etwflow.flow.row;

import java.io.Serializable;
import java.math.BigDecimal;

/**
 * A condition on one statistic of a row.
 *
 * @param statistic a number
 * @param operator how it must stand to the bound
 * @param bound a number
 */
public record Comparison(Statistic statistic, ComparisonOperator operator, BigDecimal bound)
    implements Serializable {

  /** What could not be measured stands in no relation to any number. */
  boolean holdsFor(final WindowedFlow row) {
    final Number value = statistic.of(row);
    return value != null && operator.holdsFor(compareToBound(value));
  }

  /** Integers are exact; a double is the one nearest to a number, and so must the bound be. */
  private int compareToBound(final Number value) {
    return value instanceof Double number
        ? Double.compare(number, bound.doubleValue())
        : BigDecimal.valueOf(value.longValue()).compareTo(bound);
  }
}
