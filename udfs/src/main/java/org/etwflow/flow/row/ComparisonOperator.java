package org.etwflow.flow.row;

import org.apache.flink.annotation.Internal;

/** How a number can stand to another. */
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

  /** As a person writes it. */
  public String symbol() {
    return symbol;
  }

  /** Whether two numbers of that order, as a comparator tells it, stand so. */
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
