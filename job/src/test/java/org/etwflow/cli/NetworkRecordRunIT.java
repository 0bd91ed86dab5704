package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;
import org.etwflow.testing.Bytes;
import org.etwflow.testing.RecordBytes;
import org.etwflow.testing.TraceBytes;
import org.etwflow.testing.TraceFiles;
import org.etwflow.traces.Flow;
import org.etwflow.traces.HeaderKind;
import org.etwflow.traces.RecordEncoding;
import org.etwflow.traces.Send;
import org.etwflow.traces.SessionClock;
import org.etwflow.traces.TraceSession;
import org.etwflow.traces.TraceWriter;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages for traces without sends, and for traces without valid times. */
class NetworkRecordRunIT {

  private static final String NDIS = "2ed6006e-4729-4609-b423-3ee7bcd678ef";
  private static final String HOW_TO_RECORD =
      """
       To record it on Windows, as an administrator:
        logman start "NT Kernel Logger" -p "Windows Kernel Trace" (process,net) -bs 1024 -nb 64 256 -o kernel.etl -ets
        logman stop "NT Kernel Logger" -ets
      """;

  @TempDir private Path folder;

  private CommandLineRun run(
      final TraceSession.Builder session, final Consumer<TraceWriter> script) {
    final WrittenTrace trace = WrittenTrace.of(session.cpuCount(1).build(), script);
    try {
      return CommandLineRun.of(Files.write(folder.resolve("trace.etl"), trace.bytes()));
    } catch (final IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void log(final TraceWriter writer, final int count, final int hook) {
    for (int i = 0; i < count; i++) {
      final long ticks = writer.session().ticksAt(0);
      writer.record(0, ticks, RecordBytes.system(2, 2, hook, ticks, new byte[64]));
    }
  }

  private static void send(final TraceWriter writer) {
    writer.send(
        0,
        writer.session().ticksAt(10_000_000),
        RecordEncoding.of(HeaderKind.CLASSIC_EVENT),
        new Send(Flow.of(4, "10.0.0.1", 49_152, "198.18.0.1", 443), 100, 0, 0));
  }

  @Test
  void otherNetworkEvents_areListedWithCounts() {
    final CommandLineRun run =
        run(
            TraceSession.builder(),
            writer -> {
              log(writer, 1_490, 0x061A);
              log(writer, 10, 0x080A);
              log(writer, 3, 0x060B);
            });

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains(
            "No TCP send over IPv4 is in them, but 3 TCP receives over IPv4, 1,490 TCP sends over"
                + " IPv6, 10 UDP sends over IPv4. This version counts TCP sends over IPv4 alone.\n")
        .doesNotContain("logman");
  }

  @Test
  void packetCapture_isNamedWithRecordingInstructions() {
    final CommandLineRun run =
        run(
            TraceSession.builder(),
            writer -> {
              final long ticks = writer.session().ticksAt(0);
              writer.record(0, ticks, RecordBytes.manifest(NDIS, 1_001, 0, 0, ticks));
            });

    assertThat(run.out())
        .endsWith(
            "No TCP send over IPv4 is in them, but 1 packet capture events of NDIS (netsh trace),"
                + " which this version does not read."
                + HOW_TO_RECORD);
  }

  @Test
  void traceWithoutNetworkEvents_printsRecordingInstructionsOfReadme() throws IOException {
    final CommandLineRun run = run(TraceSession.builder(), writer -> log(writer, 5, 0x0524));

    assertThat(run.out()).endsWith(", and no other event of the network." + HOW_TO_RECORD);
    assertThat(Files.readString(Path.of("..", "README.md")))
        .contains(HOW_TO_RECORD.lines().skip(1).map(String::strip).toList());
  }

  @Test
  void classicEventsUnderAnEventHeader_areCounted() {
    assertThat(run(TraceSession.builder(), NetworkRecordRunIT::send).out())
        .contains("1 send with 100 B");
  }

  @Test
  void otherNetworkEvents_besidesSends_areListed() {
    final CommandLineRun run =
        run(
            TraceSession.builder(),
            writer -> {
              log(writer, 20, 0x061A);
              log(writer, 10, 0x080B);
              send(writer);
            });

    assertThat(run.out())
        .contains("1 send with 100 B")
        .endsWith("\nNot counted by this version: TCP sends over IPv6, UDP receives over IPv4.\n");
  }

  /** Records with a damaged log header, or from another trace. */
  @Test
  void recordsFarOutsideSession_giveWarningAndIncompleteRows() throws IOException {
    final WrittenTrace trace =
        WrittenTrace.of(
            TraceSession.builder().cpuCount(1).build(),
            writer ->
                writer.send(
                    0,
                    writer.session().ticksAt(5L * 3_600 * 10_000_000),
                    RecordEncoding.of(HeaderKind.CLASSIC_EVENT),
                    new Send(Flow.of(4, "10.0.0.1", 49_152, "198.18.0.1", 443), 100, 0, 0)));
    final long start = TraceFiles.trace(trace.bytes()).header().sessionStart();
    final byte[] end = Bytes.bytes().u64(start + 100_000_000).toArray();
    final Path file =
        Files.write(
            folder.resolve("trace.etl"),
            TraceFiles.overwritten(trace.bytes(), TraceBytes.END_TIME_AT, end));

    final CommandLineRun run = CommandLineRun.of(file, "--output", folder);

    assertThat(run.err())
        .contains(
            "but the session is from 2026-03-02T09:00:00Z to 2026-03-02T09:00:10Z by its log"
                + " header");
    assertThat(Files.readString(folder.resolve("flows.csv"))).contains(",false\n");
    assertThat(CommandLineRun.of(file, "--strict").exitCode()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1601-01-01T00:00:00Z", "1601-01-01T00:00:01Z"})
  void sessionWithoutStartTime_givesWarning(final Instant zero) {
    final CommandLineRun run =
        run(TraceSession.builder().startTime(zero), NetworkRecordRunIT::send);

    assertThat(run.exitCode()).isZero();
    assertThat(run.err())
        .contains("trace.etl: the log header has no start time: times are counted from 1601-01-01");
  }

  @Test
  void systemClock_needsNoStartTime() {
    final Instant zero = Instant.parse("1601-01-01T00:00:00Z");
    final CommandLineRun run =
        run(
            TraceSession.builder().startTime(zero).clock(SessionClock.SYSTEM_TIME),
            NetworkRecordRunIT::send);

    assertThat(run.err()).isEmpty();
  }
}
