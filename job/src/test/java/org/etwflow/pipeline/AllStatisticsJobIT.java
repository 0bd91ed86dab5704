package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.etwflow.flow.row.FlowStatistics;
import org.etwflow.flow.window.Windowing;
import org.etwflow.source.config.HostNaming;
import org.etwflow.testing.PublishedSend;
import org.etwflow.testing.RealTraces;
import org.etwflow.traces.Flow;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenSend;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every statistic of each row, of few and of very many sends, against a plain computation. */
class AllStatisticsJobIT {

  private static final long UNIX_EPOCH = 116_444_736_000_000_000L;
  private static final long SECOND = 10_000_000;
  private static final long WINDOW = 10 * SECOND;

  /** Beyond it the numbers of different remotes and flows are estimates. */
  private static final long EXACT_COUNTS = 256;

  @RegisterExtension private static final JobCluster CLUSTER = new JobCluster();

  @TempDir private Path folder;

  /** The ticks of a send are unsigned. */
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

  private static Map<Row, FlowStatistics> run(
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
    final Map<Row, FlowStatistics> rows = new HashMap<>();
    for (final FlowStatistics row :
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
  void ofAnyNumberOfSends(final int sends, final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
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
  void ofRecordedTraces(final String name, final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    assertRows(
        run(RealTraces.named(name + ".etl"), mode, parallelism),
        byRow(PublishedSend.of(name).stream().map(Sent::of)));
  }

  private static void assertRows(
      final Map<Row, FlowStatistics> rows, final Map<Row, List<Sent>> expected) {
    assertThat(rows.keySet()).isNotEmpty().isEqualTo(expected.keySet());
    rows.forEach((key, row) -> assertRow(row, expected.get(key)));
  }

  private static void assertRow(final FlowStatistics row, final List<Sent> sends) {
    final long[] sizes = sends.stream().mapToLong(Sent::size).sorted().toArray();
    final Numbers octets = new Numbers(sizes);
    assertThat(row.sendCount()).isEqualTo(sizes.length);
    assertThat(row.sendOctets()).isEqualTo(octets.sum());
    assertThat(row.sendOctetsMin()).isEqualTo(octets.min());
    assertThat(row.sendOctetsMax()).isEqualTo(octets.max());
    assertThat(row.sendOctetsMean()).isEqualTo(octets.mean(1));
    assertThat(row.sendOctetsStdDev()).isEqualTo(octets.deviation(1));
    assertPercentile(row.sendOctetsP50(), sizes, 50);
    assertPercentile(row.sendOctetsP95(), sizes, 95);
    assertPercentile(row.sendOctetsP99(), sizes, 99);
    assertTimes(row, sends, octets.sum());
    assertTicks(row, new Numbers(sends.stream().mapToLong(Sent::ticks).toArray()));
    assertCounts(row, sends);
    assertThat(row.dataComplete()).isTrue();
  }

  private static void assertPercentile(final long actual, final long[] sorted, final int percent) {
    final long exact = sorted[(sorted.length * percent + 99) / 100 - 1];
    assertThat((double) actual).isBetween(exact * 0.99, exact * 1.01);
  }

  private static void assertTimes(
      final FlowStatistics row, final List<Sent> sends, final long octets) {
    final long first = sends.get(0).time();
    final long last = sends.get(sends.size() - 1).time();
    assertThat(row.flowStart()).isEqualTo(instant(first));
    assertThat(row.flowEnd()).isEqualTo(instant(last));
    assertThat(row.flowDuration()).isEqualTo((last - first) / 1e4);
    assertThat(row.windowBitRate()).isEqualTo(8.0 * octets / 10);
    assertGaps(row, sends.stream().mapToLong(Sent::time).toArray());
    if (first == last) {
      assertThat(row.flowBitRate()).isNull();
    } else {
      assertThat(row.flowBitRate()).isEqualTo(Numbers.quotient(8 * octets * SECOND, last - first));
    }
  }

  private static Instant instant(final long time) {
    final long units = time - UNIX_EPOCH;
    return Instant.ofEpochSecond(units / SECOND, units % SECOND * 100);
  }

  private static void assertGaps(final FlowStatistics row, final long[] times) {
    if (times.length == 1) {
      assertThat(row.interSendMin()).isNull();
      assertThat(row.interSendMean()).isNull();
      assertThat(row.interSendMax()).isNull();
      assertThat(row.interSendStdDev()).isNull();
      return;
    }
    final long[] later = Arrays.copyOfRange(times, 1, times.length);
    Arrays.setAll(later, i -> later[i] - times[i]);
    final Numbers gaps = new Numbers(later);
    assertThat(row.interSendMin()).isEqualTo(gaps.min() / 1e4);
    assertThat(row.interSendMean()).isEqualTo(gaps.mean(10_000));
    assertThat(row.interSendMax()).isEqualTo(gaps.max() / 1e4);
    assertThat(row.interSendStdDev()).isEqualTo(gaps.deviation(10_000));
  }

  private static void assertTicks(final FlowStatistics row, final Numbers ticks) {
    assertThat(row.sendTicksMin()).isEqualTo(ticks.min());
    assertThat(row.sendTicksMean()).isEqualTo(ticks.mean(1));
    assertThat(row.sendTicksMax()).isEqualTo(ticks.max());
  }

  private static void assertCounts(final FlowStatistics row, final List<Sent> sends) {
    assertCount(row.flowCount(), sends.stream().map(Sent::flow));
    assertCount(row.remoteAddressCount(), sends.stream().map(sent -> sent.flow().remoteText()));
    assertCount(
        row.remoteEndpointCount(),
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
