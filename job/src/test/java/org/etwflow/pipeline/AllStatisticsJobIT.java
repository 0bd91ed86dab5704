package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.flow.row.Statistic.FLOW_BIT_RATE;
import static org.etwflow.flow.row.Statistic.FLOW_COUNT;
import static org.etwflow.flow.row.Statistic.FLOW_DURATION;
import static org.etwflow.flow.row.Statistic.FLOW_END;
import static org.etwflow.flow.row.Statistic.FLOW_START;
import static org.etwflow.flow.row.Statistic.INTER_SEND_MAX;
import static org.etwflow.flow.row.Statistic.INTER_SEND_MEAN;
import static org.etwflow.flow.row.Statistic.INTER_SEND_MIN;
import static org.etwflow.flow.row.Statistic.INTER_SEND_STD_DEV;
import static org.etwflow.flow.row.Statistic.REMOTE_ADDRESS_COUNT;
import static org.etwflow.flow.row.Statistic.REMOTE_ENDPOINT_COUNT;
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
import static org.etwflow.flow.row.Statistic.WINDOW_BIT_RATE;

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
import java.util.stream.Stream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.window.Windowing;
import org.etwflow.source.config.HostNaming;
import org.etwflow.testing.PublishedSend;
import org.etwflow.testing.RealTraces;
import org.etwflow.testing.RowValues;
import org.etwflow.traces.Flow;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenSend;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All statistics of rows with few and very many sends, compared with a plain computation. */
class AllStatisticsJobIT {

  private static final long UNIX_EPOCH = 116_444_736_000_000_000L;
  private static final long SECOND = 10_000_000;
  private static final long WINDOW = 10 * SECOND;

  /** Limit up to which distinct counts are exact. */
  private static final long EXACT_COUNTS = 256;

  @RegisterExtension private static final JobCluster CLUSTER = new JobCluster();

  @TempDir private Path folder;

  /** Send, with unsigned ticks. */
  private record Sent(Flow flow, long time, long size, long startTick, long endTick) {

    static Sent of(final WrittenSend written) {
      return new Sent(
          written.send().flow(),
          written.time(),
          Integer.toUnsignedLong(written.send().size()),
          Integer.toUnsignedLong(written.send().startTime()),
          Integer.toUnsignedLong(written.send().endTime()));
    }

    static Sent of(final PublishedSend published) {
      return new Sent(
          published.flow(),
          published.time(),
          published.size(),
          published.startTick(),
          published.endTick());
    }

    Row row() {
      final long window = Math.floorDiv(time - UNIX_EPOCH, WINDOW);
      return new Row(Instant.ofEpochSecond(10 * window), Integer.toUnsignedLong(flow.processId()));
    }

    long ticks() {
      return endTick - startTick & 0xFFFF_FFFFL;
    }
  }

  private record Row(Instant windowStart, long processId) {}

  private static Map<Row, List<Sent>> byRow(final Stream<Sent> sends) {
    return sends
        .sorted(Comparator.comparingLong(Sent::time))
        .collect(Collectors.groupingBy(Sent::row));
  }

  private static Map<Row, RowValues> run(
      final Path input, final RuntimeExecutionMode mode, final int parallelism) throws Exception {
    final FlowSettings settings =
        new FlowSettings(
                List.of(input.toString()),
                new HostNaming.OneMachine(),
                Grouping.parse("processId"),
                new Windowing.Tumbling(Duration.ofSeconds(10)),
                10,
                true)
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
  void statistics_ofFewAndManySends_matchPlainComputation(
      final int sends, final RuntimeExecutionMode mode, final int parallelism) throws Exception {
    final WrittenTrace trace =
        TraceGenerator.inMemory(
            "--sends=" + sends, "--flows=5000", "--processes=7", "--send-share=0.5", "--cpus=4");
    final Path file = Files.write(folder.resolve("trace.etl"), trace.bytes());

    assertRows(run(file, mode, parallelism), byRow(trace.readableSends().stream().map(Sent::of)));
  }

  @ParameterizedTest
  @CsvSource({
    "KernelNetwork, BATCH, 1",
    "KernelNetwork, BATCH, 7",
    "KernelNetwork, STREAMING, 2",
    "merged-compressed, BATCH, 2",
    "merged-compressed, STREAMING, 1"
  })
  void statistics_ofRecordedTraces_matchPlainComputation(
      final String name, final RuntimeExecutionMode mode, final int parallelism) throws Exception {
    assertRows(
        run(RealTraces.named(name + ".etl"), mode, parallelism),
        byRow(PublishedSend.of(name).stream().map(Sent::of)));
  }

  private static void assertRows(
      final Map<Row, RowValues> rows, final Map<Row, List<Sent>> expected) {
    assertThat(rows.keySet()).isNotEmpty().isEqualTo(expected.keySet());
    rows.forEach((key, row) -> assertRow(row, expected.get(key)));
  }

  private static void assertRow(final RowValues row, final List<Sent> sends) {
    final long[] sizes = sends.stream().mapToLong(Sent::size).sorted().toArray();
    final Numbers octets = new Numbers(sizes);
    assertThat(row.integer(SEND_COUNT)).isEqualTo(sizes.length);
    assertThat(row.integer(SEND_OCTETS)).isEqualTo(octets.sum());
    assertThat(row.integer(SEND_OCTETS_MIN)).isEqualTo(octets.min());
    assertThat(row.integer(SEND_OCTETS_MAX)).isEqualTo(octets.max());
    assertThat(row.decimal(SEND_OCTETS_MEAN)).isEqualTo(octets.mean(1));
    assertThat(row.decimal(SEND_OCTETS_STD_DEV)).isEqualTo(octets.deviation(1));
    assertPercentile(row.integer(SEND_OCTETS_P50), sizes, 50);
    assertPercentile(row.integer(SEND_OCTETS_P95), sizes, 95);
    assertPercentile(row.integer(SEND_OCTETS_P99), sizes, 99);
    assertTimes(row, sends, octets.sum());
    assertTicks(row, new Numbers(sends.stream().mapToLong(Sent::ticks).toArray()));
    assertCounts(row, sends);
    assertThat(row.dataComplete()).isTrue();
  }

  private static void assertPercentile(final long actual, final long[] sorted, final int percent) {
    final long exact = sorted[(sorted.length * percent + 99) / 100 - 1];
    assertThat((double) actual).isBetween(exact * 0.99, exact * 1.01);
  }

  private static void assertTimes(final RowValues row, final List<Sent> sends, final long octets) {
    final long first = sends.get(0).time();
    final long last = sends.get(sends.size() - 1).time();
    assertThat(row.time(FLOW_START)).isEqualTo(instant(first));
    assertThat(row.time(FLOW_END)).isEqualTo(instant(last));
    assertThat(row.decimal(FLOW_DURATION)).isEqualTo((last - first) / 1e4);
    assertThat(row.decimal(WINDOW_BIT_RATE)).isEqualTo(8.0 * octets / 10);
    assertGaps(row, sends.stream().mapToLong(Sent::time).toArray());
    if (first == last) {
      assertThat(row.decimal(FLOW_BIT_RATE)).isNull();
    } else {
      assertThat(row.decimal(FLOW_BIT_RATE))
          .isEqualTo(Numbers.quotient(8 * octets * SECOND, last - first));
    }
  }

  private static Instant instant(final long time) {
    final long units = time - UNIX_EPOCH;
    return Instant.ofEpochSecond(units / SECOND, units % SECOND * 100);
  }

  private static void assertGaps(final RowValues row, final long[] times) {
    if (times.length == 1) {
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

  private static void assertTicks(final RowValues row, final Numbers ticks) {
    assertThat(row.integer(SEND_TICKS_MIN)).isEqualTo(ticks.min());
    assertThat(row.decimal(SEND_TICKS_MEAN)).isEqualTo(ticks.mean(1));
    assertThat(row.integer(SEND_TICKS_MAX)).isEqualTo(ticks.max());
  }

  private static void assertCounts(final RowValues row, final List<Sent> sends) {
    assertCount(row.integer(FLOW_COUNT), sends.stream().map(Sent::flow));
    assertCount(
        row.integer(REMOTE_ADDRESS_COUNT), sends.stream().map(sent -> sent.flow().remoteText()));
    assertCount(
        row.integer(REMOTE_ENDPOINT_COUNT),
        sends.stream().map(sent -> sent.flow().remoteText() + ':' + sent.flow().remotePort()));
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
