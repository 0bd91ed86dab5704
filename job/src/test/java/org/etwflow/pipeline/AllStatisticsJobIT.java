package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.flow.row.Statistic.ACCEPT_COUNT;
import static org.etwflow.flow.row.Statistic.CONNECT_COUNT;
import static org.etwflow.flow.row.Statistic.DISCONNECT_COUNT;
import static org.etwflow.flow.row.Statistic.FLOW_COUNT;
import static org.etwflow.flow.row.Statistic.FLOW_DURATION;
import static org.etwflow.flow.row.Statistic.FLOW_END;
import static org.etwflow.flow.row.Statistic.FLOW_RECEIVE_BIT_RATE;
import static org.etwflow.flow.row.Statistic.FLOW_SEND_BIT_RATE;
import static org.etwflow.flow.row.Statistic.FLOW_START;
import static org.etwflow.flow.row.Statistic.INTER_SEND_MAX;
import static org.etwflow.flow.row.Statistic.INTER_SEND_MEAN;
import static org.etwflow.flow.row.Statistic.INTER_SEND_MIN;
import static org.etwflow.flow.row.Statistic.INTER_SEND_STD_DEV;
import static org.etwflow.flow.row.Statistic.OCTETS;
import static org.etwflow.flow.row.Statistic.RECEIVE_COUNT;
import static org.etwflow.flow.row.Statistic.RECEIVE_OCTETS;
import static org.etwflow.flow.row.Statistic.RECEIVE_OCTETS_MAX;
import static org.etwflow.flow.row.Statistic.RECEIVE_OCTETS_MEAN;
import static org.etwflow.flow.row.Statistic.RECEIVE_OCTETS_MIN;
import static org.etwflow.flow.row.Statistic.RECEIVE_OCTETS_P50;
import static org.etwflow.flow.row.Statistic.RECEIVE_OCTETS_P95;
import static org.etwflow.flow.row.Statistic.RECEIVE_OCTETS_P99;
import static org.etwflow.flow.row.Statistic.RECEIVE_OCTETS_STD_DEV;
import static org.etwflow.flow.row.Statistic.RECONNECT_COUNT;
import static org.etwflow.flow.row.Statistic.REMOTE_ADDRESS_COUNT;
import static org.etwflow.flow.row.Statistic.REMOTE_ENDPOINT_COUNT;
import static org.etwflow.flow.row.Statistic.RETRANSMIT_COUNT;
import static org.etwflow.flow.row.Statistic.RETRANSMIT_OCTETS;
import static org.etwflow.flow.row.Statistic.SEND_COUNT;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS_MAX;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS_MEAN;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS_MIN;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS_P50;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS_P95;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS_P99;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS_STD_DEV;
import static org.etwflow.flow.row.Statistic.SEND_TICKS_MAX;
import static org.etwflow.flow.row.Statistic.SEND_TICKS_MEAN;
import static org.etwflow.flow.row.Statistic.SEND_TICKS_MIN;
import static org.etwflow.flow.row.Statistic.WINDOW_RECEIVE_BIT_RATE;
import static org.etwflow.flow.row.Statistic.WINDOW_SEND_BIT_RATE;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.etwflow.event.EventSelection;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.Statistic;
import org.etwflow.flow.window.Windowing;
import org.etwflow.source.config.HostNaming;
import org.etwflow.testing.PublishedSend;
import org.etwflow.testing.RealTraces;
import org.etwflow.testing.RowValues;
import org.etwflow.testing.TrafficTraces;
import org.etwflow.traces.TrafficFlow;
import org.etwflow.traces.TrafficType;
import org.etwflow.traces.TrafficType.Kind;
import org.etwflow.traces.TrafficType.Protocol;
import org.etwflow.traces.WrittenEvent;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All statistics of rows with few and very many events, compared with a plain computation. */
class AllStatisticsJobIT {

  private static final long UNIX_EPOCH = 116_444_736_000_000_000L;
  private static final long SECOND = 10_000_000;
  private static final long WINDOW = 10 * SECOND;

  /** Limit up to which distinct counts are exact. */
  private static final long EXACT_COUNTS = 256;

  @RegisterExtension private static final JobCluster CLUSTER = new JobCluster();

  @TempDir private Path folder;

  /** Event, with unsigned ticks. */
  private record Seen(
      TrafficType type, TrafficFlow flow, long time, long size, long startTick, long endTick) {

    static Seen of(final WrittenEvent written) {
      return new Seen(
          written.event().type(),
          written.event().flow(),
          written.time(),
          Integer.toUnsignedLong(written.event().size()),
          Integer.toUnsignedLong(written.event().startTime()),
          Integer.toUnsignedLong(written.event().endTime()));
    }

    static Seen of(final PublishedSend published) {
      return new Seen(
          TrafficType.TCP_SEND_IPV4,
          published.flow().traffic(),
          published.time(),
          published.size(),
          published.startTick(),
          published.endTick());
    }

    Row row() {
      final long window = Math.floorDiv(time - UNIX_EPOCH, WINDOW);
      return new Row(Instant.ofEpochSecond(10 * window), Integer.toUnsignedLong(flow.processId()));
    }

    boolean hasTicks() {
      return type.kind() == Kind.SEND && type.protocol() == Protocol.TCP;
    }

    long ticks() {
      return endTick - startTick & 0xFFFF_FFFFL;
    }

    String remoteAddress() {
      return flow.remote().address().text();
    }
  }

  private record Row(Instant windowStart, long processId) {}

  /** Statistics of the sizes of one direction. */
  private record Sizes(
      Statistic count,
      Statistic octets,
      Statistic min,
      Statistic max,
      Statistic mean,
      Statistic deviation,
      Statistic median,
      Statistic p95,
      Statistic p99,
      Statistic windowRate,
      Statistic flowRate) {

    static final Sizes OF_SENDS =
        new Sizes(
            SEND_COUNT,
            SEND_OCTETS,
            SEND_OCTETS_MIN,
            SEND_OCTETS_MAX,
            SEND_OCTETS_MEAN,
            SEND_OCTETS_STD_DEV,
            SEND_OCTETS_P50,
            SEND_OCTETS_P95,
            SEND_OCTETS_P99,
            WINDOW_SEND_BIT_RATE,
            FLOW_SEND_BIT_RATE);

    static final Sizes OF_RECEIVES =
        new Sizes(
            RECEIVE_COUNT,
            RECEIVE_OCTETS,
            RECEIVE_OCTETS_MIN,
            RECEIVE_OCTETS_MAX,
            RECEIVE_OCTETS_MEAN,
            RECEIVE_OCTETS_STD_DEV,
            RECEIVE_OCTETS_P50,
            RECEIVE_OCTETS_P95,
            RECEIVE_OCTETS_P99,
            WINDOW_RECEIVE_BIT_RATE,
            FLOW_RECEIVE_BIT_RATE);

    void check(final RowValues row, final long duration, final long... sizes) {
      final long sum = LongStream.of(sizes).sum();
      assertThat(row.integer(count)).isEqualTo(sizes.length);
      assertThat(row.integer(octets)).isEqualTo(sum);
      assertThat(row.decimal(windowRate)).isEqualTo(8.0 * sum / 10);
      if (duration == 0) {
        assertThat(row.decimal(flowRate)).isNull();
      } else {
        assertThat(row.decimal(flowRate)).isEqualTo(Numbers.quotient(8 * sum * SECOND, duration));
      }
      if (sizes.length == 0) {
        Stream.of(min, max, median, p95, p99)
            .forEach(none -> assertThat(row.integer(none)).isNull());
        Stream.of(mean, deviation).forEach(none -> assertThat(row.decimal(none)).isNull());
      } else {
        checkSizes(row, LongStream.of(sizes).sorted().toArray());
      }
    }

    private void checkSizes(final RowValues row, final long... sorted) {
      final Numbers numbers = new Numbers(sorted);
      assertThat(row.integer(min)).isEqualTo(numbers.min());
      assertThat(row.integer(max)).isEqualTo(numbers.max());
      assertThat(row.decimal(mean)).isEqualTo(numbers.mean(1));
      assertThat(row.decimal(deviation)).isEqualTo(numbers.deviation(1));
      assertPercentile(row.integer(median), sorted, 50);
      assertPercentile(row.integer(p95), sorted, 95);
      assertPercentile(row.integer(p99), sorted, 99);
    }
  }

  private static Map<Row, List<Seen>> byRow(final Stream<Seen> events) {
    return events
        .sorted(Comparator.comparingLong(Seen::time))
        .collect(Collectors.groupingBy(Seen::row));
  }

  private static Map<Row, RowValues> run(
      final Path input,
      final EventSelection counted,
      final RuntimeExecutionMode mode,
      final int parallelism)
      throws Exception {
    final FlowSettings settings =
        new FlowSettings(
                List.of(input.toString()),
                new HostNaming.OneMachine(),
                Grouping.parse("processId"),
                new Windowing.Tumbling(Duration.ofSeconds(10)),
                10,
                true)
            .withCounted(counted)
            .withStatistics(SelectedStatistics.parse("all"));
    final Map<Row, RowValues> rows = new HashMap<>();
    for (final RowValues row :
        FlowResult.of(CLUSTER.environment(mode, parallelism), settings).statistics()) {
      assertThat(rows.put(new Row(row.windowStart(), row.processId()), row)).isNull();
    }
    return rows;
  }

  @ParameterizedTest
  @CsvSource({
    "1, BATCH, 1",
    "1, STREAMING, 2",
    "2, BATCH, 2",
    "2, STREAMING, 1",
    "10, BATCH, 4",
    "10, STREAMING, 7",
    "1000, BATCH, 7",
    "1000, STREAMING, 4",
    "100000, BATCH, 1",
    "100000, STREAMING, 7",
    "1000000, BATCH, 2",
    "1000000, STREAMING, 2",
  })
  void statistics_ofFewAndManyEvents_matchPlainComputation(
      final int sends, final RuntimeExecutionMode mode, final int parallelism) throws Exception {
    final WrittenTrace trace =
        TrafficTraces.inMemory(
            "--sends=" + sends, "--flows=5000", "--processes=7", "--send-share=0.5", "--cpus=4");
    final Path file = Files.write(folder.resolve("trace.etl"), trace.bytes());

    assertRows(
        run(file, EventSelection.ALL, mode, parallelism),
        byRow(TrafficTraces.counted(trace).stream().map(Seen::of)));
  }

  @ParameterizedTest
  @CsvSource({
    "KernelNetwork, BATCH, 1",
    "KernelNetwork, BATCH, 7",
    "KernelNetwork, STREAMING, 2",
    "merged-compressed, BATCH, 2",
    "merged-compressed, STREAMING, 1"
  })
  void statistics_ofSendsOfRecordedTraces_matchPlainComputation(
      final String name, final RuntimeExecutionMode mode, final int parallelism) throws Exception {
    assertRows(
        run(RealTraces.named(name + ".etl"), EventSelection.SEND_IPV4, mode, parallelism),
        byRow(PublishedSend.of(name).stream().map(Seen::of)));
  }

  private static void assertRows(
      final Map<Row, RowValues> rows, final Map<Row, List<Seen>> expected) {
    assertThat(rows.keySet()).isNotEmpty().isEqualTo(expected.keySet());
    rows.forEach((key, row) -> assertRow(row, expected.get(key)));
  }

  private static void assertRow(final RowValues row, final List<Seen> events) {
    final long first = events.get(0).time();
    final long last = events.get(events.size() - 1).time();
    assertThat(row.time(FLOW_START)).isEqualTo(instant(first));
    assertThat(row.time(FLOW_END)).isEqualTo(instant(last));
    assertThat(row.decimal(FLOW_DURATION)).isEqualTo((last - first) / 1e4);
    final long[] sent = sizes(events, Kind.SEND);
    final long[] received = sizes(events, Kind.RECEIVE);
    Sizes.OF_SENDS.check(row, last - first, sent);
    Sizes.OF_RECEIVES.check(row, last - first, received);
    assertThat(row.integer(OCTETS))
        .isEqualTo(LongStream.of(sent).sum() + LongStream.of(received).sum());
    assertConnections(row, events);
    assertGaps(
        row,
        events.stream()
            .filter(event -> event.type().kind() == Kind.SEND)
            .mapToLong(Seen::time)
            .toArray());
    assertTicks(row, events.stream().filter(Seen::hasTicks).mapToLong(Seen::ticks).toArray());
    assertCounts(row, events);
    assertThat(row.dataComplete()).isTrue();
  }

  private static long[] sizes(final List<Seen> events, final Kind kind) {
    return events.stream()
        .filter(event -> event.type().kind() == kind)
        .mapToLong(Seen::size)
        .toArray();
  }

  private static void assertPercentile(final long actual, final long[] sorted, final int percent) {
    final long exact = sorted[(sorted.length * percent + 99) / 100 - 1];
    assertThat((double) actual).isBetween(exact * 0.99, exact * 1.01);
  }

  private static Instant instant(final long time) {
    final long units = time - UNIX_EPOCH;
    return Instant.ofEpochSecond(units / SECOND, units % SECOND * 100);
  }

  private static void assertConnections(final RowValues row, final List<Seen> events) {
    final Map<Statistic, Kind> kinds =
        Map.of(
            CONNECT_COUNT,
            Kind.CONNECT,
            ACCEPT_COUNT,
            Kind.ACCEPT,
            DISCONNECT_COUNT,
            Kind.DISCONNECT,
            RECONNECT_COUNT,
            Kind.RECONNECT,
            RETRANSMIT_COUNT,
            Kind.RETRANSMIT);
    kinds.forEach(
        (count, kind) ->
            assertThat(row.integer(count)).as("%s", kind).isEqualTo(sizes(events, kind).length));
    assertThat(row.integer(RETRANSMIT_OCTETS))
        .isEqualTo(LongStream.of(sizes(events, Kind.RETRANSMIT)).sum());
  }

  private static void assertGaps(final RowValues row, final long... times) {
    if (times.length < 2) {
      assertThat(row.decimal(INTER_SEND_MIN)).isNull();
      assertThat(row.decimal(INTER_SEND_MEAN)).isNull();
      assertThat(row.decimal(INTER_SEND_MAX)).isNull();
      assertThat(row.decimal(INTER_SEND_STD_DEV)).isNull();
      return;
    }
    final long[] later = Arrays.copyOfRange(times, 1, times.length);
    Arrays.setAll(later, i -> later[i] - times[i]);
    final Numbers gaps = new Numbers(later);
    assertThat(row.decimal(INTER_SEND_MIN)).isEqualTo(gaps.min() / 1e4);
    assertThat(row.decimal(INTER_SEND_MEAN)).isEqualTo(gaps.mean(10_000));
    assertThat(row.decimal(INTER_SEND_MAX)).isEqualTo(gaps.max() / 1e4);
    assertThat(row.decimal(INTER_SEND_STD_DEV)).isEqualTo(gaps.deviation(10_000));
  }

  private static void assertTicks(final RowValues row, final long... ticks) {
    if (ticks.length == 0) {
      assertThat(row.integer(SEND_TICKS_MIN)).isNull();
      assertThat(row.decimal(SEND_TICKS_MEAN)).isNull();
      assertThat(row.integer(SEND_TICKS_MAX)).isNull();
      return;
    }
    final Numbers numbers = new Numbers(ticks);
    assertThat(row.integer(SEND_TICKS_MIN)).isEqualTo(numbers.min());
    assertThat(row.decimal(SEND_TICKS_MEAN)).isEqualTo(numbers.mean(1));
    assertThat(row.integer(SEND_TICKS_MAX)).isEqualTo(numbers.max());
  }

  private static void assertCounts(final RowValues row, final List<Seen> events) {
    assertCount(
        row.integer(FLOW_COUNT),
        events.stream().map(event -> List.of(event.type().protocol(), event.flow())));
    assertCount(row.integer(REMOTE_ADDRESS_COUNT), events.stream().map(Seen::remoteAddress));
    assertCount(
        row.integer(REMOTE_ENDPOINT_COUNT),
        events.stream().map(event -> event.remoteAddress() + ' ' + event.flow().remote().port()));
  }

  private static void assertCount(final long actual, final Stream<?> all) {
    final long exact = all.distinct().count();
    if (exact <= EXACT_COUNTS) {
      assertThat(actual).isEqualTo(exact);
    } else {
      // Five standard errors of 1.6 %.
      assertThat((double) actual).isBetween(exact * 0.92, exact * 1.08);
    }
  }
}
