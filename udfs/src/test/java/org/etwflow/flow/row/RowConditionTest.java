package org.etwflow.flow.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.flink.util.InstantiationUtil;
import org.etwflow.event.NetworkEvent;
import org.etwflow.filter.SyntaxException;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.key.Grouping;
import org.etwflow.testing.Accumulators;
import org.etwflow.testing.NetworkEvents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowConditionTest {

  private static final Grouping FLOW = Grouping.parse("flow");
  private static final FlowKey KEY = FLOW.key(null, NetworkEvents.send(0, 0), null);
  private static final long START = 134_000_000_000_000_000L;
  private static final int WINDOW_MILLIS = 10_000;

  /** A send in a row. */
  private record Sent(long octets, int afterUnits) {}

  private static FlowAccumulator counted(final List<Sent> sends) {
    return Accumulators.of(
        SelectedStatistics.parse("sizes"),
        sends.stream().map(sent -> send(sent.octets(), START + sent.afterUnits())).toList());
  }

  private static NetworkEvent send(final long octets, final long time) {
    return NetworkEvents.send(octets, time);
  }

  private static WindowedFlow row(final List<Sent> sends) {
    return new WindowedFlow(KEY, 0, WINDOW_MILLIS, counted(sends), true);
  }

  private static boolean holds(final String condition, final WindowedFlow row) {
    return RowConditionParser.parse(condition).holdsFor(row);
  }

  /**
   * Row with 3 sends, 1,000,000 bytes, 2.5 ms, 800 kbit/s in the window and 3.2 Gbit/s in the flow.
   */
  private static WindowedFlow row() {
    return row(List.of(new Sent(250_000, 0), new Sent(250_000, 9), new Sent(500_000, 25_000)));
  }

  @Test
  void emptyCondition_selectsEveryRow() {
    assertThat(RowCondition.ALWAYS.isAlways()).isTrue();
    assertThat(RowCondition.ALWAYS.holdsFor(row())).isTrue();
    assertThat(RowConditionParser.parse("sendCount > 0").isAlways()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "sendCount < 3, false",
    "sendCount < 4, true",
    "sendCount <= 3, true",
    "sendCount <= 2, false",
    "sendCount > 3, false",
    "sendCount > 2, true",
    "sendCount >= 3, true",
    "sendCount >= 4, false",
    "sendCount = 3, true",
    "sendCount = 2, false",
    "sendCount != 3, false",
    "sendCount != 2, true",
    "sendCount>=3, true",
    " sendCount  >=  3 , true",
    "sendCount > 2.999, true",
    "sendCount = 3.0, true",
  })
  void comparison_ofStatisticWithNumber_isEvaluated(
      final String condition, final boolean expected) {
    assertThat(holds(condition, row())).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sendOctets = 1M",
        "sendOctets = 1000k",
        "sendOctets = 0.001G",
        "sendOctets = 0.000001T",
        "sendOctets < 1.000001M",
        "sendOctets > 0.999999M",
        "windowSendBitRate = 800k",
        "flowSendBitRate = 3.2G",
        "flowDuration = 2.5",
        "sendOctetsMin = 250k",
        "sendOctetsMax = 500k",
      })
  void units_arePowersOf1000(final String condition) {
    assertThat(holds(condition, row())).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "sendCount = 3 and sendOctets = 1M, true",
    "sendCount = 3 and sendOctets = 2M, false",
    "sendCount = 4 or sendOctets = 1M, true",
    "sendCount = 4 or sendOctets = 2M, false",
    "sendCount = 3 or sendCount = 3 and sendCount = 4, true",
    "sendCount = 4 and sendCount = 3 or sendCount = 3, true",
    "sendCount = 4 and sendCount = 4 or sendCount = 4, false",
    "sendCount = 3 AND sendOctets = 1M Or sendCount = 9, true",
  })
  void and_bindsMoreTightlyThanOr(final String condition, final boolean expected) {
    assertThat(holds(condition, row())).isEqualTo(expected);
  }

  /** One send has no duration and therefore no rate. */
  @ParameterizedTest
  @ValueSource(strings = {"<", "<=", ">", ">=", "=", "!="})
  void comparison_ofNullStatistic_isFalse(final String operator) {
    final WindowedFlow single = row(List.of(new Sent(1, 0)));

    assertThat(holds("flowSendBitRate " + operator + " 0", single)).isFalse();
    assertThat(holds("flowSendBitRate " + operator + " 1T", single)).isFalse();
    assertThat(holds("flowSendBitRate " + operator + " 0 or sendCount = 1", single)).isTrue();
  }

  @Test
  void windowSendBitRate_ofWholeRun_satisfiesNoComparison() {
    final WindowedFlow run = WindowedFlow.ofWholeRun(KEY, counted(List.of(new Sent(9, 0))));

    assertThat(holds("windowSendBitRate >= 0", run)).isFalse();
    assertThat(holds("sendOctets = 9", run)).isTrue();
  }

  @Test
  void largeIntegers_areComparedExactly() {
    final FlowAccumulator large = counted(List.of(new Sent(1L << 31, 0)));
    for (int power = 31; power < 53; power++) {
      large.merge(large);
    }
    large.merge(counted(List.of(new Sent(1, 0))));
    final WindowedFlow row = WindowedFlow.ofWholeRun(KEY, large);

    assertThat(holds("sendOctets = 9007199254740993", row)).isTrue();
    assertThat(holds("sendOctets > 9007199254740992", row)).isTrue();
    assertThat(holds("sendOctets >= 9007199254740994", row)).isFalse();
    assertThat(holds("sendOctets < 99999999999999999999T", row)).isTrue();
  }

  @Test
  void condition_isSerializable() throws IOException, ClassNotFoundException {
    final RowCondition condition =
        RowConditionParser.parse("sendCount > 1 and sendOctets < 2 or flowDuration = 0");

    assertThat(InstantiationUtil.clone(condition)).isEqualTo(condition);
    assertThat(InstantiationUtil.clone(RowCondition.ALWAYS).isAlways()).isTrue();
  }

  /** Comparison in text form. */
  private record Written(String statistic, String operator, int bound) {

    @Override
    public String toString() {
      return statistic + ' ' + operator + ' ' + bound;
    }

    boolean holds(final Map<String, BigDecimal> values) {
      if (!values.containsKey(statistic)) {
        return false;
      }
      final BigDecimal value = values.get(statistic);
      final BigDecimal other = new BigDecimal(bound);
      final boolean isEqual = value.subtract(other).signum() == 0;
      final boolean isLess = value.subtract(other).signum() < 0;
      return switch (operator) {
        case "<" -> isLess;
        case "<=" -> isLess || isEqual;
        case ">" -> !isLess && !isEqual;
        case ">=" -> !isLess;
        case "=" -> isEqual;
        default -> !isEqual;
      };
    }
  }

  private static Map<String, BigDecimal> values(final List<Sent> sends) {
    final var octets = sends.stream().mapToLong(Sent::octets).summaryStatistics();
    final var times = sends.stream().mapToInt(Sent::afterUnits).summaryStatistics();
    final BigDecimal units = new BigDecimal(times.getMax() - times.getMin());
    final BigDecimal bits = new BigDecimal(8 * octets.getSum());
    final Map<String, BigDecimal> values = new TreeMap<>();
    values.put("sendCount", new BigDecimal(octets.getCount()));
    values.put("sendOctets", new BigDecimal(octets.getSum()));
    values.put("sendOctetsMin", new BigDecimal(octets.getMin()));
    values.put("sendOctetsMax", new BigDecimal(octets.getMax()));
    values.put("flowDuration", units.movePointLeft(4));
    if (units.signum() > 0) {
      values.put("flowSendBitRate", bits.movePointRight(7).divide(units, new MathContext(60)));
    }
    return values;
  }

  @Provide
  Arbitrary<List<Sent>> sends() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 3), Arbitraries.of(0, 10_000, 15_000, 30_000))
        .as((octets, after) -> new Sent(octets, after))
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  @Provide
  Arbitrary<List<List<Written>>> conditions() {
    final Arbitrary<Written> comparison =
        Combinators.combine(
                Arbitraries.of(
                    "sendCount",
                    "sendOctets",
                    "sendOctetsMin",
                    "sendOctetsMax",
                    "flowDuration",
                    "flowSendBitRate"),
                Arbitraries.of("<", "<=", ">", ">=", "=", "!="),
                Arbitraries.of(0, 1, 2, 3, 4, 8_000, 16_000))
            .as(Written::new);
    return comparison.list().ofMinSize(1).ofMaxSize(3).list().ofMinSize(1).ofMaxSize(3);
  }

  @Property
  void condition_matchesPlainEvaluation(
      @ForAll("sends") final List<Sent> sends,
      @ForAll("conditions") final List<List<Written>> condition) {
    final String text =
        condition.stream()
            .map(all -> all.stream().map(Written::toString).collect(Collectors.joining(" and ")))
            .collect(Collectors.joining(" or "));
    final Map<String, BigDecimal> values = values(sends);
    boolean expected = false;
    for (final List<Written> all : condition) {
      expected |= all.stream().allMatch(comparison -> comparison.holds(values));
    }

    assertThat(holds(text, row(sends))).as(text).isEqualTo(expected);
  }

  @Test
  void comparisonWithoutSpaces_isRead() {
    assertThat(holds("sendCount<4", row())).isTrue();
    assertThat(holds("sendCount<3", row())).isFalse();
  }

  @Test
  void statisticsOfACondition_areThoseItCompares() {
    assertThat(
            RowConditionParser.parse("sendOctets > 1 and sendCount < 2 or sendOctets = 3")
                .statistics())
        .containsExactly(Statistic.SEND_OCTETS, Statistic.SEND_COUNT);
    assertThat(RowCondition.ALWAYS.statistics()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sendCount       | a comparison is expected",
        "sendCount =< 3  | '=<'",
        "sendCount >     | a number is expected",
        "sendCount > 3x  | '3x'",
        "sendCount > 3 x | 'and', 'or' or the end is expected",
        "nonsense > 3    | 'nonsense'",
        "> 3             | a statistic is expected"
      })
  void textThatIsNoCondition_isRejectedWithItsPart(final String text, final String part) {
    assertThatThrownBy(() -> RowConditionParser.parse(text))
        .isInstanceOf(SyntaxException.class)
        .hasMessageContaining(part);
  }

  @Test
  void unknownComparison_isRejectedWithTheKnownOnes() {
    assertThatThrownBy(() -> RowConditionParser.parse("sendCount ! 3"))
        .hasMessageContaining("'!'")
        .hasMessageContaining("< <= > >= = !=");
    assertThatThrownBy(() -> RowConditionParser.parse("> 3"))
        .hasMessageContaining("sendCount, receiveCount, sendOctets, ");
  }
}
