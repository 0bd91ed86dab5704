package org.etwflow.flow.row;

import org.apache.flink.annotation.Internal;

/** Comparison operators of conditions. */
@Internal
public enum ComparisonOperator {
  LESS("<"),
  AT_MOST("<="),
  GREATER(">"),
  AT_LEAST(">="),
  EQUAL("="),
  NOT_EQUAL("!=");

  private final String symbol;

  ComparisonOperator(final String symbol) {
    this.symbol = symbol;
  }

  /** Symbol of the operator in conditions. */
  public String symbol() {
    return symbol;
  }

  /** Whether the operator holds for the result of a comparator. */
  boolean holdsFor(final int order) {
    return switch (this) {
      case LESS -> order < 0;
      case AT_MOST -> order <= 0;
      case GREATER -> order > 0;
      case AT_LEAST -> order >= 0;
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
    };
  }
}
