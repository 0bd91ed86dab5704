package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.etwflow.filter.ProcessSelection;
import org.etwflow.filter.Selection;
import org.etwflow.filter.SendFilter;
import org.etwflow.flow.accumulator.Counter;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.FlowColumns;
import org.etwflow.flow.row.RowConditionParser;
import org.etwflow.flow.window.Windowing;
import org.etwflow.quality.TraceQuality;
import org.etwflow.sink.RowTexts;
import org.etwflow.source.config.HostNaming;
import org.etwflow.testing.RowValues;
import org.etwflow.traces.Flow;
import org.etwflow.traces.FlowRows;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenSend;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs with filters on sends and conditions on rows. */
class FilterJobIT {

  private static final Grouping FLOW = Grouping.parse("flow");

  @RegisterExtension private static final JobCluster CLUSTER = new JobCluster();

  @TempDir private Path folder;

  private List<WrittenSend> sends;

  @BeforeEach
  void write() throws IOException {
    final var trace =
        TraceGenerator.inMemory("--sends=3000", "--flows=60", "--idle-cpus=1", "--buffer-size=16K");
    Files.write(folder.resolve("trace.etl"), trace.bytes());
    sends = trace.readableSends();
  }

  private FlowSettings settings(final Grouping grouping) {
    return new FlowSettings(
        List.of(folder.toString()),
        new HostNaming.OneMachine(),
        grouping,
        new Windowing.Tumbling(Duration.ofSeconds(10)),
        5,
        false);
  }

  private static FlowResult run(
      final RuntimeExecutionMode mode, final int parallelism, final FlowSettings settings)
      throws Exception {
    return FlowResult.of(CLUSTER.environment(mode, parallelism), settings);
  }

  /** Whether an address is even, which about half of them are. */
  private static boolean isEven(final String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf('.') + 1)) % 2 == 0;
  }

  private static boolean hasPort(final Flow flow, final int port) {
    return flow.localPort() == port || flow.remotePort() == port;
  }

  private static long octets(final WrittenSend sent) {
    return Integer.toUnsignedLong(sent.send().size());
  }

  private List<WrittenSend> those(final Predicate<WrittenSend> wanted) {
    final List<WrittenSend> some = sends.stream().filter(wanted).toList();
    assertThat(some).isNotEmpty().hasSizeLessThan(sends.size());
    return some;
  }

  private void assertCounted(final FlowResult result, final List<WrittenSend> wanted)
      throws IOException {
    final FlowRows expected = new FlowRows();
    wanted.forEach(expected::add);
    assertThat(RowTexts.csv(FlowColumns.of(FLOW, false), result.rows()))
        .containsExactlyInAnyOrderElementsOf(expected.toCsv().lines().toList());
    assertThat(result.summaries())
        .singleElement()
        .returns((long) wanted.size(), summary -> summary.total.get(Counter.SEND_COUNT))
        .returns(
            wanted.stream().mapToLong(FilterJobIT::octets).sum(),
            summary -> summary.total.get(Counter.SEND_OCTETS))
        .returns(
            wanted.stream().map(sent -> sent.send().flow()).distinct().count(),
            summary -> summary.flows);
    assertThat(result.traces())
        .singleElement()
        .returns((long) sends.size(), TraceQuality::sends)
        .returns(0L, TraceQuality::lateSends);
  }

  @ParameterizedTest
  @CsvSource({"BATCH, 1", "BATCH, 4", "STREAMING, 1", "STREAMING, 4"})
  void rows_areOfFilteredSends_andTraceQualityOfAll(
      final RuntimeExecutionMode mode, final int parallelism) throws Exception {
    final List<String> evenRemotes =
        sends.stream()
            .map(sent -> sent.send().flow().remoteText())
            .filter(FilterJobIT::isEven)
            .distinct()
            .toList();
    final List<Long> times = sends.stream().map(WrittenSend::time).sorted().toList();
    final long from = times.get(500);
    final long to = times.get(2_500);

    final FlowResult result =
        run(
            mode,
            parallelism,
            settings(FLOW)
                .withFilter(
                    new SendFilter(
                        Selection.ALL,
                        Selection.ofAddresses(evenRemotes),
                        Selection.ofPorts(List.of("0-65535", "!443")),
                        ProcessSelection.ALL,
                        from,
                        to)));

    assertCounted(
        result,
        those(
            sent ->
                isEven(sent.send().flow().remoteText())
                    && !hasPort(sent.send().flow(), 443)
                    && sent.time() >= from
                    && sent.time() < to));
  }

  @ParameterizedTest
  @CsvSource({"BATCH, 2", "STREAMING, 2"})
  void filterThatExcludesAll_givesNoRows(final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    final FlowResult result =
        run(
            mode,
            parallelism,
            settings(FLOW)
                .withFilter(
                    new SendFilter(
                        Selection.ofAddresses(List.of("!0.0.0.0/0")),
                        Selection.ALL,
                        Selection.ALL,
                        ProcessSelection.ALL,
                        SendFilter.NO_START,
                        SendFilter.NO_END)));

    assertThat(result.statistics()).isEmpty();
    assertThat(result.summaries()).isEmpty();
    assertThat(result.traces()).singleElement().returns((long) sends.size(), TraceQuality::sends);
  }

  private Map<Long, Long> octetsByProcess() {
    return sends.stream()
        .collect(
            Collectors.groupingBy(
                sent -> Integer.toUnsignedLong(sent.send().flow().processId()),
                Collectors.summingLong(FilterJobIT::octets)));
  }

  @ParameterizedTest
  @CsvSource({"BATCH, 1", "BATCH, 4", "STREAMING, 4"})
  void condition_removesRowsButNotFromTotals(final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    final FlowSettings all = settings(Grouping.parse("processId"));
    final Map<Long, Long> octets = octetsByProcess();
    final long bound = octets.values().stream().sorted().skip(octets.size() / 2).findFirst().get();
    final List<RowValues> everyRow = run(mode, parallelism, all).statistics();

    final FlowResult result =
        run(mode, parallelism, all.withHaving(RowConditionParser.parse("sendOctets <= " + bound)));

    assertThat(result.statistics())
        .containsExactlyInAnyOrderElementsOf(
            everyRow.stream().filter(row -> row.integer(SEND_OCTETS) <= bound).toList())
        .hasSizeLessThan(everyRow.size());
    assertThat(result.summaries())
        .singleElement()
        .returns((long) sends.size(), summary -> summary.total.get(Counter.SEND_COUNT))
        .returns((long) octets.size(), summary -> summary.flows);
    assertThat(result.top())
        .extracting(row -> row.integer(SEND_OCTETS))
        .isEqualTo(
            octets.values().stream()
                .filter(sum -> sum <= bound)
                .sorted((one, other) -> Long.compare(other, one))
                .limit(5)
                .toList());
  }
}
