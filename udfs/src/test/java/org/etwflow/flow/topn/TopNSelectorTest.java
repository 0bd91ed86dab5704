package org.etwflow.flow.topn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.flow.row.Statistic.FLOW_END;
import static org.etwflow.flow.row.Statistic.FLOW_START;
import static org.etwflow.flow.row.Statistic.SEND_COUNT;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS_MAX;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS_MIN;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS_STD_DEV;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.etwflow.event.NetworkEvent;
import org.etwflow.flow.accumulator.Counter;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.RowCondition;
import org.etwflow.flow.row.RowConditionParser;
import org.etwflow.flow.row.Statistic;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.testing.Accumulators;
import org.etwflow.testing.NetworkEvents;
import org.etwflow.testing.RowValues;
import org.junit.jupiter.api.Test;

/** Largest flows of a window, compared with a plain sort of all flows. */
class TopNSelectorTest {

  private static final long START = 134_000_000_000_000_000L;
  private static final long WINDOW_MILLIS = 10_000;
  private static final Grouping KEY = Grouping.parse("host,processId,remoteAddress");
  private static final SelectedStatistics ALL = SelectedStatistics.parse("all");
  private static final SelectedStatistics NO_GAPS =
      SelectedStatistics.parse("sizes,connections,ticks,distinct");

  /** Send in a window. */
  private record Sent(String host, int processId, int remote, int octets, int afterUnits) {

    /** Remote address as it appears in a row. */
    private List<String> key() {
      return List.of(host, Integer.toString(processId), "10.0.0." + remote);
    }

    private NetworkEvent event() {
      final NetworkEvent send = new NetworkEvent();
      send.processId = processId;
      send.remoteAddressLow = NetworkEvents.mapped(0x0A00_0000 | remote);
      send.octets = octets;
      send.time = START + afterUnits;
      return send;
    }
  }

  /**
   * Sends with few distinct values, so that many flows are equal, and some have one send and no
   * rate.
   */
  @Provide
  Arbitrary<List<Sent>> sends() {
    return Combinators.combine(
            Arbitraries.of("a", "b", "a b"),
            Arbitraries.of(1, 2, 10, 100),
            Arbitraries.of(1, 2, 10),
            Arbitraries.of(1, 2, 70_000),
            Arbitraries.of(0, 10_000, 20_000))
        .as(Sent::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(60);
  }

  private static Map<FlowKey, WindowedFlow> flows(final List<Sent> sends, final Grouping grouping) {
    return flows(sends, grouping, ALL);
  }

  private static Map<FlowKey, WindowedFlow> flows(
      final List<Sent> sends, final Grouping grouping, final SelectedStatistics selected) {
    final Map<FlowKey, List<NetworkEvent>> sendsOfFlows =
        sends.stream()
            .collect(
                Collectors.groupingBy(
                    sent ->
                        grouping.key(grouping.needsHost() ? sent.host() : null, sent.event(), null),
                    Collectors.mapping(Sent::event, Collectors.toList())));
    final Map<FlowKey, WindowedFlow> flows = new TreeMap<>(Comparator.comparing(FlowKey::toString));
    sendsOfFlows.forEach(
        (key, ofFlow) ->
            flows.put(
                key,
                new WindowedFlow(key, 0, WINDOW_MILLIS, Accumulators.of(selected, ofFlow), true)));
    return flows;
  }

  private static TopNSelector ranking(final String having, final int topCount, final String by) {
    return new TopNSelector(
        KEY,
        having.isEmpty() ? RowCondition.ALWAYS : RowConditionParser.parse(having),
        new TopN(topCount, Statistic.number(by)));
  }

  private static TopNState rank(final TopNSelector ranking, final Iterable<WindowedFlow> flows) {
    final TopNState ranked = new TopNState();
    flows.forEach(flow -> ranking.add(flow, ranked));
    return ranked;
  }

  /** Flows in a random order. */
  private static List<WindowedFlow> shuffled(final List<Sent> sends, final int seed) {
    return shuffled(sends, seed, ALL);
  }

  private static List<WindowedFlow> shuffled(
      final List<Sent> sends, final int seed, final SelectedStatistics selected) {
    final List<WindowedFlow> flows = new ArrayList<>(flows(sends, KEY, selected).values());
    Collections.shuffle(flows, new Random(seed));
    return flows;
  }

  private static List<String> key(final RowValues row) {
    return List.of(row.host(), Long.toString(row.processId()), row.remoteAddress());
  }

  private static List<List<String>> keys(final List<RowValues> rows) {
    return rows.stream().map(TopNSelectorTest::key).toList();
  }

  /** Expected statistic of the sends of one flow; null if it cannot be measured. */
  private static Double expected(final String statistic, final List<Sent> sends) {
    final var octets = sends.stream().mapToLong(Sent::octets).summaryStatistics();
    final var times = sends.stream().mapToLong(Sent::afterUnits).summaryStatistics();
    final double units = times.getMax() - times.getMin();
    return switch (statistic) {
      case "sendCount" -> (double) octets.getCount();
      case "sendOctets" -> (double) octets.getSum();
      case "sendOctetsMin" -> (double) octets.getMin();
      case "sendOctetsMax" -> (double) octets.getMax();
      case "sendOctetsMean" -> octets.getAverage();
      case "flowDuration" -> units / 10_000;
      case "windowSendBitRate" -> 8e3 * octets.getSum() / WINDOW_MILLIS;
      case "flowSendBitRate" -> units == 0 ? null : Double.valueOf(8e7 * octets.getSum() / units);
      default -> throw new IllegalArgumentException(statistic);
    };
  }

  @Provide
  Arbitrary<String> statistics() {
    return Arbitraries.of(
        "sendCount",
        "sendOctets",
        "sendOctetsMin",
        "sendOctetsMax",
        "sendOctetsMean",
        "flowDuration",
        "windowSendBitRate",
        "flowSendBitRate");
  }

  /** Keys of all selected flows, largest first. */
  private static List<List<String>> sorted(
      final List<Sent> sends, final String by, final Predicate<List<Sent>> isWanted) {
    final Comparator<Map.Entry<List<String>, Double>> bySize =
        Comparator.comparing(Map.Entry::getValue, Comparator.nullsLast(Comparator.reverseOrder()));
    return sends.stream().collect(Collectors.groupingBy(Sent::key)).entrySet().stream()
        .filter(flow -> isWanted.test(flow.getValue()))
        .map(flow -> new AbstractMap.SimpleEntry<>(flow.getKey(), expected(by, flow.getValue())))
        .sorted(
            bySize
                .thenComparing(flow -> flow.getKey().get(0))
                .thenComparing(flow -> flow.getKey().get(1))
                .thenComparing(flow -> flow.getKey().get(2)))
        .map(Map.Entry::getKey)
        .toList();
  }

  @Property
  void top_matchesPlainSort(
      @ForAll("sends") final List<Sent> sends,
      @ForAll("statistics") final String by,
      @ForAll @IntRange(min = 1, max = 40) final int topCount,
      @ForAll final int seed) {
    final TopNSelector ranking = ranking("", topCount, by);
    final TopNState ranked = rank(ranking, shuffled(sends, seed));
    final List<List<String>> expected = sorted(sends, by, flow -> true);
    final int count = Math.min(topCount, expected.size());

    final List<RowValues> top = RowValues.of(KEY, ranking.top(ranked));

    assertThat(keys(top)).isEqualTo(expected.subList(0, count));
    assertThat(top.stream().map(RowValues::rank))
        .isEqualTo(LongStream.rangeClosed(1, count).boxed().toList());
    assertThat(ranked.count).isEqualTo(expected.size());
    assertThat(ranking.other(ranked) == null).isEqualTo(count == expected.size());
  }

  @Property
  void flowsNotSelected_areInOther(
      @ForAll("sends") final List<Sent> sends,
      @ForAll @IntRange(min = 1, max = 40) final int topCount,
      @ForAll final int seed) {
    final TopNSelector ranking = ranking("sendCount < 2", topCount, "sendOctets");
    final TopNState ranked = rank(ranking, shuffled(sends, seed));
    final List<List<String>> expected = sorted(sends, "sendOctets", flow -> flow.size() < 2);
    final int count = Math.min(topCount, expected.size());

    assertThat(keys(RowValues.of(KEY, ranking.top(ranked)))).isEqualTo(expected.subList(0, count));
    assertThat(ranked.count).isEqualTo(flows(sends, KEY).size());
    assertThat(sum(rows(ranking, ranked), row -> row.integer(SEND_COUNT))).isEqualTo(sends.size());
  }

  @Property(tries = 200)
  void other_isCompleteIfAllItsFlowsAre(
      @ForAll("sends") final List<Sent> sends,
      @ForAll final int seed,
      @ForAll @IntRange(min = 1, max = 4) final int topCount) {
    final List<WindowedFlow> flows = new ArrayList<>(shuffled(sends, seed));
    final WindowedFlow first = flows.get(0);
    flows.set(0, new WindowedFlow(first.key(), 0, WINDOW_MILLIS, first.statistics(), false));
    final TopNSelector ranking = ranking("", topCount, "sendOctets");
    final TopNState ranked = rank(ranking, flows);

    final WindowedFlow other = ranking.other(ranked);
    final boolean isFirstAmongTop =
        ranking.top(ranked).stream().anyMatch(row -> !row.dataComplete());
    assertThat(other == null || other.dataComplete()).isEqualTo(isFirstAmongTop);
  }

  private static List<RowValues> rows(final TopNSelector ranking, final TopNState ranked) {
    final List<RowValues> rows = new ArrayList<>(RowValues.of(KEY, ranking.top(ranked)));
    Stream.ofNullable(ranking.other(ranked)).map(TopNSelectorTest::other).forEach(rows::add);
    return rows;
  }

  private static RowValues other(final WindowedFlow row) {
    return RowValues.of(Grouping.parse("total"), row);
  }

  private static long sum(final List<RowValues> rows, final Function<RowValues, Long> statistic) {
    return rows.stream().mapToLong(statistic::apply).sum();
  }

  /** Statistics of all sends of several rows, as far as they follow from those of the rows. */
  private static List<Object> together(final List<RowValues> rows) {
    return List.of(
        sum(rows, row -> row.integer(SEND_COUNT)),
        sum(rows, row -> row.integer(SEND_OCTETS)),
        rows.stream().mapToLong(row -> row.integer(SEND_OCTETS_MIN)).min().orElseThrow(),
        rows.stream().mapToLong(row -> row.integer(SEND_OCTETS_MAX)).max().orElseThrow(),
        rows.stream().map(row -> row.time(FLOW_START)).min(Comparator.naturalOrder()).orElseThrow(),
        rows.stream().map(row -> row.time(FLOW_END)).max(Comparator.naturalOrder()).orElseThrow());
  }

  @Property
  void topAndOther_addUpToTotal(
      @ForAll("sends") final List<Sent> sends,
      @ForAll("statistics") final String by,
      @ForAll @IntRange(min = 1, max = 20) final int topCount,
      @ForAll final int seed) {
    final TopNSelector ranking = ranking("", topCount, by);
    final TopNState ranked = rank(ranking, shuffled(sends, seed));
    final List<RowValues> rows = rows(ranking, ranked);
    final var octets = sends.stream().mapToLong(Sent::octets).summaryStatistics();

    assertThat(together(rows)).isEqualTo(together(rowsOf(sends, KEY)));
    assertThat(sum(rows, row -> row.integer(SEND_OCTETS))).isEqualTo(octets.getSum());
    assertThat(ranked.total())
        .returns(octets.getCount(), total -> total.get(Counter.SEND_COUNT))
        .returns(octets.getSum(), total -> total.get(Counter.SEND_OCTETS));
  }

  private static List<RowValues> rowsOf(final List<Sent> sends, final Grouping grouping) {
    return flows(sends, grouping).values().stream()
        .map(flow -> RowValues.of(grouping, flow))
        .toList();
  }

  @Property
  void rollup_equalsSumOfItsFlows(@ForAll("sends") final List<Sent> sends) {
    final List<Object> ofFlows = together(rowsOf(sends, Grouping.parse("flow")));

    for (final String rollup : List.of("process", "remote", "subnet/29", "service", "total")) {
      final List<RowValues> rows = rowsOf(sends, Grouping.parse(rollup));
      assertThat(together(rows)).as(rollup).isEqualTo(ofFlows);
    }
    for (final RowValues process : rowsOf(sends, Grouping.parse("process"))) {
      assertThat(together(List.of(process)))
          .isEqualTo(
              together(
                  rowsOf(sends, Grouping.parse("flow")).stream()
                      .filter(flow -> flow.processId().equals(process.processId()))
                      .toList()));
    }
  }

  /** The other row equals that of one flow with all their sends, but without gaps. */
  @Property
  void other_hasStatisticsOfOneFlowWithoutGaps(
      @ForAll("sends") final List<Sent> sends,
      @ForAll @IntRange(min = 1, max = 5) final int topCount,
      @ForAll final int seed) {
    final TopNSelector ranking = ranking("", topCount, "sendOctets");
    final TopNState ranked = rank(ranking, shuffled(sends, seed));
    final List<List<String>> top = keys(RowValues.of(KEY, ranking.top(ranked)));
    final List<Sent> others = sends.stream().filter(sent -> !top.contains(sent.key())).toList();
    final Grouping total = Grouping.parse("total");

    assertThat(Stream.ofNullable(ranking.other(ranked)).map(TopNSelectorTest::other).toList())
        .isEqualTo(
            flows(others, total, NO_GAPS).values().stream()
                .map(flow -> RowValues.of(total, flow))
                .toList())
        .allMatch(row -> row.rank() == null && row.host() == null && row.processId() == null);
  }

  @Property
  void mergedStates_giveSameRanking(
      @ForAll("sends") final List<Sent> sends,
      @ForAll("statistics") final String by,
      @ForAll @IntRange(min = 1, max = 20) final int topCount,
      @ForAll final int seed) {
    final TopNSelector ranking = ranking("sendCount < 3", topCount, by);
    final List<WindowedFlow> flows = shuffled(sends, seed);
    final int middle = Math.floorMod(seed, flows.size());
    final TopNState merged = rank(ranking, flows.subList(0, middle));

    ranking.merge(rank(ranking, flows.subList(middle, flows.size())), merged);

    assertThat(rows(ranking, merged)).isEqualTo(rows(ranking, rank(ranking, flows)));
    assertThat(merged.count).isEqualTo(flows.size());
  }

  @Property(tries = 200)
  void add_leavesFlowsUnchanged(@ForAll("sends") final List<Sent> sends) {
    final List<WindowedFlow> flows = shuffled(sends, 0);
    final List<RowValues> before = rowsOf(flows);

    rank(ranking("", 1, "sendCount"), flows);

    assertThat(rowsOf(flows)).isEqualTo(before);
  }

  private static List<RowValues> rowsOf(final List<WindowedFlow> flows) {
    return flows.stream().map(flow -> RowValues.of(KEY, flow)).toList();
  }

  @Property(tries = 200)
  void restoredState_givesSameRanking(
      @ForAll("sends") final List<Sent> sends,
      @ForAll @IntRange(min = 1, max = 20) final int topCount)
      throws Exception {
    final TypeSerializer<TopNState> serializer = serializer();
    final TopNSelector ranking = ranking("sendCount < 3", topCount, "flowSendBitRate");
    TopNState ranked = new TopNState();
    for (final WindowedFlow flow : shuffled(sends, 1)) {
      final DataOutputSerializer saved = new DataOutputSerializer(64);
      serializer.serialize(ranked, saved);
      ranked = serializer.deserialize(new DataInputDeserializer(saved.getCopyOfBuffer()));
      ranking.add(flow, ranked);
    }

    assertThat(rows(ranking, ranked)).isEqualTo(rows(ranking, rank(ranking, shuffled(sends, 1))));
  }

  /** A copy of the state, as Flink takes it for a snapshot, can be added to. */
  @Property(tries = 200)
  void copiedState_isIndependent(@ForAll("sends") final List<Sent> sends) throws Exception {
    final TopNSelector ranking = ranking("", 2, "sendOctets");
    final List<WindowedFlow> flows = shuffled(sends, 2);
    final TopNState ranked = rank(ranking, flows.subList(0, flows.size() / 2));
    final List<RowValues> before = rows(ranking, ranked);
    final TopNState copy = serializer().copy(ranked);

    flows.subList(flows.size() / 2, flows.size()).forEach(flow -> ranking.add(flow, ranked));

    assertThat(rows(ranking, copy)).isEqualTo(before);
  }

  private static TypeSerializer<TopNState> serializer() {
    final SerializerConfigImpl config = new SerializerConfigImpl();
    config.setGenericTypes(false);
    return TypeInformation.of(TopNState.class).createSerializer(config);
  }

  @Test
  void doubles_areOrderedByValue() {
    final List<Sent> sends = new ArrayList<>();
    for (int process = 1; process <= 200; process++) {
      sends.add(new Sent("a", process, 1, process * process * 31 % 1_009, 0));
      sends.add(new Sent("a", process, 1, process, 1));
    }
    final TopNSelector ranking = ranking("", 50, "sendOctetsStdDev");

    assertThat(RowValues.of(KEY, ranking.top(rank(ranking, shuffled(sends, 3)))))
        .extracting(row -> row.decimal(SEND_OCTETS_STD_DEV))
        .hasSize(50)
        .isSortedAccordingTo(Comparator.reverseOrder());
  }

  @Test
  void manyFlows_inAnyOrder_areRanked() {
    final List<Sent> sends = new ArrayList<>();
    for (int process = 0; process < 3_000; process++) {
      sends.add(sent(process, process % 500, 0));
    }
    final TopNSelector ranking = ranking("", 1_000, "sendOctets");
    final TopNState ranked = rank(ranking, shuffled(sends, 4, SelectedStatistics.CORE));

    assertThat(keys(RowValues.of(KEY, ranking.top(ranked))))
        .isEqualTo(sorted(sends, "sendOctets", flow -> true).subList(0, 1_000));
    assertThat(other(ranking.other(ranked)).integer(SEND_COUNT)).isEqualTo(2_000);
  }

  private static Sent sent(final int process, final int octets, final int afterUnits) {
    return new Sent("a", process, 1, octets, afterUnits);
  }

  @Test
  void flowsThatDoNotMeetTheCondition_areInOther() {
    final List<Sent> sends =
        List.of(sent(1, 1, 0), sent(2, 20, 0), sent(2, 20, 0), sent(10, 30, 0), sent(10, 30, 0));
    final TopNSelector ranking = ranking("sendCount < 2", 5, "sendOctets");
    final TopNState ranked = rank(ranking, shuffled(sends, 5));

    assertThat(keys(RowValues.of(KEY, ranking.top(ranked))))
        .containsExactly(List.of("a", "1", "10.0.0.1"));
    assertThat(other(ranking.other(ranked)).integer(SEND_OCTETS)).isEqualTo(100);
    assertThat(ranked.count).isEqualTo(3);
  }

  /** One send has no rate; two sends of no bytes have a rate of 0. */
  @Test
  void flowsThatCannotBeMeasured_areLast() {
    final List<Sent> sends = List.of(sent(1, 9, 0), sent(2, 0, 0), sent(2, 0, 10_000));
    final TopNSelector ranking = ranking("", 5, "flowSendBitRate");

    assertThat(RowValues.of(KEY, ranking.top(rank(ranking, shuffled(sends, 6)))))
        .extracting(RowValues::processId)
        .containsExactly(2L, 1L);
  }
}
