package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.flow.row.Statistic.SEND_COUNT;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.etwflow.filter.ProcessSelection;
import org.etwflow.filter.Selection;
import org.etwflow.filter.SendFilter;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.window.Windowing;
import org.etwflow.pipeline.ProcessRows.ProcessKey;
import org.etwflow.source.config.ContinuousMonitoring;
import org.etwflow.source.config.HostNaming;
import org.etwflow.testing.ProcessMachine;
import org.etwflow.testing.ProcessMachine.Owned;
import org.etwflow.testing.RowValues;
import org.etwflow.traces.TraceGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows by process, compared with a simulated host. Its PIDs are reused within a window, and splits
 * are so small that most sends are in another split than the records of their process.
 */
class ProcessJobIT {

  private static final long SPLIT_SIZE = 16 << 10;

  @RegisterExtension private static final JobCluster CLUSTER = new JobCluster();

  @TempDir private Path folder;

  private List<Owned> sends;

  @BeforeEach
  void record() throws IOException {
    final ProcessMachine.Recorded recorded = ProcessMachine.record(42, 5_000);
    Files.write(folder.resolve("kernel.etl"), recorded.trace().bytes());
    sends = recorded.sends();
  }

  private FlowSettings settings(final String grouping) {
    return new FlowSettings(
        List.of(folder.toString()),
        new HostNaming.OneMachine(),
        Grouping.parse(grouping),
        new Windowing.Tumbling(Duration.ofMillis(ProcessRows.WINDOW_MILLIS)),
        1_000,
        true);
  }

  private FlowResult run(
      final RuntimeExecutionMode mode, final int parallelism, final FlowSettings settings)
      throws Exception {
    final var environment = CLUSTER.environment(mode, parallelism);
    return FlowResult.of(environment, settings, SPLIT_SIZE);
  }

  private List<String> expected(
      final Function<Owned, ProcessKey> key, final Predicate<Owned> wanted) {
    return ProcessRows.expected(sends, key, wanted);
  }

  private static List<String> rows(final FlowResult result) {
    return ProcessRows.of(result);
  }

  @ParameterizedTest
  @CsvSource({
    "BATCH, 1", "BATCH, 2", "BATCH, 4", "BATCH, 7",
    "STREAMING, 1", "STREAMING, 2", "STREAMING, 4", "STREAMING, 7"
  })
  void processes_withReusedPid_haveSeparateRows(
      final RuntimeExecutionMode mode, final int parallelism) throws Exception {
    final FlowResult result = run(mode, parallelism, settings("process"));

    assertThat(rows(result)).isEqualTo(expected(ProcessKey::ofProcess, send -> true));
    assertThat(result.late()).isEmpty();
    // Preconditions of the test: several processes with the same PID in a window, and unknown ones.
    assertThat(sends.stream().map(ProcessKey::ofProcess).distinct()).hasSizeGreaterThan(50);
    assertThat(sends).anyMatch(send -> send.owner() == null);
  }

  @ParameterizedTest
  @CsvSource({"BATCH, 4", "STREAMING, 4"})
  void groupingWithoutPid_groupsByName(final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    assertThat(rows(run(mode, parallelism, settings("processName"))))
        .isEqualTo(expected(ProcessKey::ofName, send -> true));
    assertThat(rows(run(mode, parallelism, settings("remotePort,processName"))))
        .isEqualTo(expected(ProcessKey::ofNameAndPort, send -> true));
    assertThat(rows(run(mode, parallelism, settings("processName,processId"))))
        .isEqualTo(expected(ProcessKey::ofProcess, send -> true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "svchost*                | .*svchost.exe.*",
        "SVCHOST.EXE,!*(BITS)    | svchost.exe( .Dnscache.)?",
        "*dns*,chrome.exe        | '.*Dnscache.*|chrome.exe'",
        "!java.exe               | (?!java.exe).*",
      })
  void processFilter_isAppliedBeforeCounting(final String processes, final String names)
      throws Exception {
    final FlowSettings some = settings("process").withFilter(filter(processes));

    assertThat(rows(run(RuntimeExecutionMode.STREAMING, 4, some)))
        .isEqualTo(
            expected(ProcessKey::ofProcess, send -> String.valueOf(send.name()).matches(names)));
  }

  @Test
  void processFilter_worksWithEveryGrouping() throws Exception {
    final FlowSettings some = settings("total").withFilter(filter("chrome.exe,4294967292"));

    assertThat(rows(run(RuntimeExecutionMode.BATCH, 2, some)))
        .isEqualTo(
            expected(
                send -> new ProcessKey(null, null, null, null),
                send -> "chrome.exe".equals(send.name()) || send.processId() == -4));
  }

  private static SendFilter filter(final String processes) {
    return new SendFilter(
        Selection.ALL,
        Selection.ALL,
        Selection.ALL,
        ProcessSelection.of(List.of(processes)),
        SendFilter.NO_START,
        SendFilter.NO_END);
  }

  @Test
  void followedClosedTrace_hasSameRows() throws Exception {
    final FlowSettings followed =
        new FlowSettings(
                List.of(folder.resolve("kernel.etl").toString()),
                new HostNaming.OneMachine(),
                Grouping.parse("process"),
                new Windowing.Tumbling(Duration.ofMillis(ProcessRows.WINDOW_MILLIS)),
                1_000,
                true)
            .withFollowing(
                new ContinuousMonitoring(Duration.ofMinutes(10), Duration.ofMillis(100)));

    assertThat(rows(run(RuntimeExecutionMode.STREAMING, 3, followed)))
        .isEqualTo(expected(ProcessKey::ofProcess, send -> true));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void summary_hasOneFlowPerProcess(final int parallelism) throws Exception {
    final FlowResult result = run(RuntimeExecutionMode.BATCH, parallelism, settings("process"));

    final List<RowValues> top = result.top();
    assertThat(top.stream().map(flow -> flow.integer(SEND_OCTETS)))
        .containsExactlyElementsOf(
            sends.stream()
                .collect(
                    Collectors.groupingBy(
                        ProcessKey::ofProcess, Collectors.summingLong(Owned::size)))
                .values()
                .stream()
                .sorted((left, right) -> Long.compare(right, left))
                .toList());
  }

  @Test
  void traceWithoutProcesses_hasRowsWithoutNames() throws Exception {
    final var trace = TraceGenerator.inMemory("--sends=1000", "--header=MANIFEST");
    Files.write(folder.resolve("kernel.etl"), trace.bytes());

    final FlowResult result = run(RuntimeExecutionMode.STREAMING, 2, settings("process"));

    assertThat(result.statistics()).extracting(RowValues::processName).containsOnlyNulls();
    assertThat(result.statistics().stream().mapToLong(row -> row.integer(SEND_COUNT)).sum())
        .isEqualTo(1_000);
  }

  @Test
  void processes_ofDifferentHosts_areSeparate() throws Exception {
    final ProcessMachine.Recorded other = ProcessMachine.record(43, 5_000);
    Files.write(folder.resolve("other.etl"), other.trace().bytes());
    final FlowSettings hosts =
        new FlowSettings(
            List.of(folder.toString()),
            new HostNaming.File(),
            Grouping.parse("process"),
            new Windowing.Tumbling(Duration.ofMillis(ProcessRows.WINDOW_MILLIS)),
            1_000,
            true);

    final List<String> here = expected(ProcessKey::ofProcess, send -> true);
    sends = other.sends();
    final List<String> there = expected(ProcessKey::ofProcess, send -> true);

    assertThat(rows(run(RuntimeExecutionMode.BATCH, 4, hosts)))
        .isEqualTo(Stream.concat(here.stream(), there.stream()).sorted().toList());
  }
}
