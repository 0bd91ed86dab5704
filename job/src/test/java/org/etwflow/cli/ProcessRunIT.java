package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.FlowColumns;
import org.etwflow.sink.RowFormat;
import org.etwflow.sink.StoredRows;
import org.etwflow.testing.ProcessMachine;
import org.etwflow.testing.ProcessMachine.Owned;
import org.etwflow.testing.ProcessMachine.Recorded;
import org.etwflow.traces.TrafficType.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs with process names over the trace of a simulated host. */
class ProcessRunIT {

  @TempDir private Path folder;

  private Path trace;
  private List<Owned> events;

  @BeforeEach
  void record() throws IOException {
    final ProcessMachine.Recorded recorded = ProcessMachine.record(8, 2_000);
    trace = Files.write(folder.resolve("kernel.etl"), recorded.trace().bytes());
    events = recorded.events();
  }

  private CommandLineRun run(final Object... options) {
    final List<Object> arguments = new ArrayList<>(List.of(trace, "--window", "whole"));
    Collections.addAll(arguments, options);
    final CommandLineRun run = CommandLineRun.of(arguments.toArray());
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  /** Expected process name, numbers of sends and receives, and their bytes, of each row. */
  private List<String> expected(final Predicate<Owned> wanted) {
    return events.stream()
        .filter(wanted)
        .collect(Collectors.groupingBy(event -> String.valueOf(event.name())))
        .entrySet()
        .stream()
        .map(
            row ->
                String.format(
                    Locale.ROOT,
                    "%s,%d,%d,%d,%d",
                    row.getKey().equals("null") ? "" : row.getKey(),
                    Recorded.count(row.getValue(), Kind.SEND),
                    Recorded.count(row.getValue(), Kind.RECEIVE),
                    Recorded.octets(row.getValue(), Kind.SEND),
                    Recorded.octets(row.getValue(), Kind.RECEIVE)))
        .sorted()
        .toList();
  }

  private List<String> rows(final RowFormat format) throws IOException {
    return StoredRows.lines(
            folder.resolve("flows." + format),
            format,
            FlowColumns.of(Grouping.parse("processName"), false))
        .stream()
        .map(line -> String.join(",", List.of(line.split(",", -1)).subList(2, 7)))
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void everyFormat_hasProcessNamesOrNull(final RowFormat format) throws Exception {
    run("--group-by", "processName", "--output", folder, "--format", format);

    assertThat(rows(format)).isEqualTo(expected(event -> true));
    assertThat(rows(format)).anyMatch(row -> row.startsWith(",")).hasSizeGreaterThan(4);
  }

  @Test
  void processFilter_countsOnlyItsEvents() throws Exception {
    run(
        "--group-by",
        "processName",
        "--output",
        folder,
        "--process",
        "svchost*,!*(bits)",
        "--process",
        "12,!8");

    assertThat(rows(RowFormat.CSV))
        .isEqualTo(
            expected(
                event ->
                    event.processId() != 8
                        && !"svchost.exe (BITS)".equals(event.name())
                        && (event.processId() == 12
                            || String.valueOf(event.name()).startsWith("svchost"))));
  }

  @Test
  void table_alignsProcessNamesLeft() {
    final List<String> lines =
        run("--group-by", "process", "--top", "1000", "--process", "*").out().lines().toList();

    assertThat(lines.get(0)).startsWith(" processId  processName             sendCount");
    assertThat(lines).anyMatch(line -> line.matches(" +[0-9]+  svchost.exe \\(BITS\\) +[0-9].*"));
    assertThat(lines).anyMatch(line -> line.matches(" +[0-9]+  java.exe +[0-9].*"));
  }

  @Test
  void reusedPid_hasOneFlowPerProcess() {
    final long processes =
        events.stream().map(event -> event.processId() + " " + event.owner()).distinct().count();

    assertThat(run("--group-by", "process").out()).contains(", " + processes + " flows in");
  }

  @Test
  void followedTrace_printsProcessNames() {
    final List<String> names =
        run("--follow", "--group-by", "processName")
            .out()
            .lines()
            .skip(1)
            .map(line -> line.split(",", -1)[2])
            .sorted()
            .toList();

    assertThat(names)
        .isEqualTo(
            expected(event -> true).stream()
                .map(row -> row.substring(0, row.indexOf(',')))
                .sorted()
                .toList());
  }
}
