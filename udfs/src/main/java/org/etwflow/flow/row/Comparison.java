package org.etwflow.flow.row;

import java.io.Serializable;
import java.math.BigDecimal;
import org.apache.flink.annotation.Internal;

/**
 * Comparison of one statistic of a row with a number.
 *
 * @param statistic a numeric statistic
 * @param operator comparison operator
 * @param bound the number
 */
@Internal
public record Comparison(Statistic statistic, ComparisonOperator operator, BigDecimal bound)
    implements Serializable {

  /** Whether the comparison holds. It never holds for a statistic that could not be measured. */
  boolean holdsFor(final WindowedFlow row) {
    final Number value = statistic.of(row);
    return value != null && operator.holdsFor(compareToBound(value));
  }

  /**
   * Compares exactly. A double is the one nearest to a number, and the bound is rounded likewise.
   */
  private int compareToBound(final Number value) {
    return value instanceof Double number
        ? Double.compare(number, bound.doubleValue())
        : BigDecimal.valueOf(value.longValue()).compareTo(bound);
  }
}
