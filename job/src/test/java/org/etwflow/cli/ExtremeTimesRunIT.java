package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.etwflow.traces.Flow;
import org.etwflow.traces.HeaderKind;
import org.etwflow.traces.RecordEncoding;
import org.etwflow.traces.Send;
import org.etwflow.traces.TraceSession;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs over an intact trace, and one with sends at the first and the last possible time. */
class ExtremeTimesRunIT {

  private static final Flow FLOW = Flow.of(4_711, "10.9.9.9", 50_000, "203.0.113.9", 443);

  /** 5 ms in units of 100 ns. An end of 0 would mark a session that was not closed. */
  private static final long SESSION_LENGTH = 50_000;

  @TempDir private Path folder;
  @TempDir private Path output;

  @BeforeEach
  void writeTraces() throws Exception {
    Files.copy(SampleTraces.trace("desktop"), folder.resolve("good.etl"));
    Files.write(folder.resolve("last.etl"), traceAt("9999-12-31T23:59:59.99Z"));
    Files.write(folder.resolve("first.etl"), traceAt("1601-01-01T00:00:00Z"));
  }

  /** Trace of a session with one send at its start. */
  private static byte[] traceAt(final String start) {
    final TraceSession session =
        TraceSession.builder().startTime(Instant.parse(start)).cpuCount(1).build();
    return WrittenTrace.of(
            session,
            writer -> {
              writer.send(
                  0,
                  session.startTicks(),
                  RecordEncoding.of(HeaderKind.PERFINFO),
                  new Send(FLOW, 1_460, 0, 0));
              writer.endAt(session.ticksAt(SESSION_LENGTH));
            })
        .bytes();
  }

  private CommandLineRun run(final Object... options) {
    final List<Object> all = new ArrayList<>(List.of(folder, "--output", output));
    all.addAll(List.of(options));
    final CommandLineRun run = CommandLineRun.of(all.toArray());
    assertThat(run.err()).doesNotContain("Exception");
    assertThat(run.exitCode()).isZero();
    return run;
  }

  private List<String> rows() {
    return SampleTraces.sortedLines(output.resolve("flows.csv"));
  }

  private List<String> rowsOfTheFlow() {
    return rows().stream().filter(row -> row.contains("10.9.9.9")).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch", "streaming"})
  void windowEndingAfterYear9999_doesNotAffectOtherRows(final String mode) {
    run("--mode", mode);

    assertThat(rows()).containsAll(SampleTraces.expectedRows("desktop"));
    assertThat(rowsOfTheFlow())
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .startsWith(
                        "1601-01-01T00:00:00.0000000Z,1601-01-01T00:00:10.0000000Z,tcp,4711,")
                    .contains(",1,0,1460,0,1460,"),
            last ->
                assertThat(last)
                    .startsWith(
                        "9999-12-31T23:59:50.0000000Z,9999-12-31T23:59:59.9999999Z,tcp,4711,")
                    .contains(",1,0,1460,0,1460,"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--window=366d",
        "--window=1ms",
        "--window=whole",
        "--session=366d",
        "--session=1ms",
        "--window=366d --slide=1d",
        "--window=366d --cumulate=183d"
      })
  void everyKindOfWindow_atExtremeTimes_hasRows(final String options) {
    run((Object[]) options.split(" "));

    assertThat(rowsOfTheFlow()).isNotEmpty().allMatch(row -> row.matches(".*,(1460|2920),.*"));
    assertThat(rowsOfTheFlow()).anyMatch(row -> row.contains(",1601-01-01T00:00:00.0000000Z,"));
    assertThat(rowsOfTheFlow()).anyMatch(row -> row.contains(",9999-12-31T23:59:59.9900000Z,"));
  }

  @Test
  void everyFormat_writesLastWindow() {
    run("--format", "jsonl", "--events");
    assertThat(SampleTraces.sortedLines(output.resolve("flows.jsonl")))
        .anyMatch(row -> row.contains("\"windowEnd\":\"9999-12-31T23:59:59.9999999Z\""));

    run("--format", "parquet", "--events");
    assertThat(output.resolve("flows.parquet")).isNotEmptyFile();
  }
}
