package org.etwflow.flow.row;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.flink.annotation.Internal;
import org.etwflow.filter.SyntaxException;
import org.etwflow.filter.TextCursor;

/**
 * Parser of conditions on rows: {@code sendOctets >= 1.5M and sendCount < 10 or flowBitRate > 1G}.
 * {@code and} binds more tightly than {@code or}.
 */
@Internal
public final class RowConditionParser {

  private static final String OPERATORS = "<>=!";
  private static final String UNITS = "kMGT";
  private static final int DIGITS_OF_UNIT = 3;

  private final TextCursor text;

  private RowConditionParser(final TextCursor text) {
    this.text = text;
  }

  /**
   * Parses a condition.
   *
   * @throws SyntaxException if the text is not a condition
   */
  public static RowCondition parse(final String text) {
    return new RowConditionParser(new TextCursor(text)).condition();
  }

  private RowCondition condition() {
    final List<List<Comparison>> alternatives = new ArrayList<>();
    do {
      alternatives.add(alternative());
    } while (text.takeWord("or"));
    if (!text.isAtEnd()) {
      throw text.wrongHere("'and', 'or' or the end is expected");
    }
    return new RowCondition(alternatives);
  }

  private List<Comparison> alternative() {
    final List<Comparison> comparisons = new ArrayList<>();
    do {
      comparisons.add(comparison());
      text.skipSpaces();
    } while (text.takeWord("and"));
    return comparisons;
  }

  private Comparison comparison() {
    return new Comparison(statistic(), operator(), number());
  }

  private Statistic statistic() {
    text.skipSpaces();
    final int start = text.offset();
    final String name =
        text.takeWhile(
            character -> !Character.isWhitespace(character) && OPERATORS.indexOf(character) < 0);
    if (name.isEmpty()) {
      throw text.wrong(start, "a statistic is expected: choose one of " + Statistic.numberNames());
    }
    try {
      return Statistic.number(name);
    } catch (final IllegalArgumentException e) {
      throw text.wrong(start, Objects.requireNonNull(e.getMessage()));
    }
  }

  private ComparisonOperator operator() {
    text.skipSpaces();
    final int start = text.offset();
    final String symbol = text.takeWhile(character -> OPERATORS.indexOf(character) >= 0);
    return Arrays.stream(ComparisonOperator.values())
        .filter(operator -> operator.symbol().equals(symbol))
        .findFirst()
        .orElseThrow(() -> noComparison(start, symbol));
  }

  private SyntaxException noComparison(final int start, final String symbol) {
    final String all =
        Arrays.stream(ComparisonOperator.values())
            .map(ComparisonOperator::symbol)
            .collect(Collectors.joining(" "));
    return text.wrong(
        start,
        (symbol.isEmpty() ? "a comparison is expected" : "'" + symbol + "' is not a comparison")
            + ": choose one of "
            + all);
  }

  private BigDecimal number() {
    text.skipSpaces();
    final int start = text.offset();
    final String number = text.takeWhile(character -> !Character.isWhitespace(character));
    if (!number.matches("[0-9]+(\\.[0-9]+)?[" + UNITS + "]?")) {
      throw text.wrong(
          start,
          (number.isEmpty() ? "a number is expected" : "'" + number + "' is not a number")
              + ": write 1500, 0.5 or 1M, for example; k, M, G and T are powers of 1000");
    }
    final int last = number.length() - 1;
    final int unit = UNITS.indexOf(number.charAt(last)) + 1;
    final String digits = unit == 0 ? number : number.substring(0, last);
    return new BigDecimal(digits).scaleByPowerOfTen(DIGITS_OF_UNIT * unit);
  }
}
