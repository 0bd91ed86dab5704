package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.stream.Stream;
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
import org.etwflow.traces.TrafficEvent;
import org.etwflow.traces.TrafficFlow;
import org.etwflow.traces.TrafficType;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages for traces without counted events, and for traces without valid times. */
class NetworkEventRunIT {

  private static final String NDIS = "2ed6006e-4729-4609-b423-3ee7bcd678ef";
  private static final String HOW_TO_RECORD =
      """
       To record them on Windows, as an administrator:
        logman start "NT Kernel Logger" -p "Windows Kernel Trace" (process,net) -bs 1024 -nb 64 256 -o kernel.etl -ets
        logman stop "NT Kernel Logger" -ets
      """;

  @TempDir private Path folder;

  private CommandLineRun run(
      final TraceSession.Builder session,
      final Consumer<TraceWriter> script,
      final String... options) {
    final WrittenTrace trace = WrittenTrace.of(session.cpuCount(1).build(), script);
    try {
      final Path file = Files.write(folder.resolve("trace.etl"), trace.bytes());
      return CommandLineRun.of(Stream.concat(Stream.of(file), Stream.of(options)).toArray());
    } catch (final IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Runs with a trace of a session without special settings. */
  private CommandLineRun run(final Consumer<TraceWriter> script, final String... options) {
    return run(TraceSession.builder(), script, options);
  }

  /**
   * Runs with a trace of one record.
   *
   * @param record creates the record from its timestamp
   */
  private CommandLineRun runWith(final LongFunction<byte[]> record) {
    return run(
        writer -> {
          final long ticks = writer.session().ticksAt(0);
          writer.record(0, ticks, record.apply(ticks));
        });
  }

  private static void log(final TraceWriter writer, final int count, final TrafficType type) {
    final TrafficFlow flow =
        type.isIpv6()
            ? TrafficFlow.of(4, "2001:db8::1", 50_000, "2001:db8::2", 443)
            : TrafficFlow.of(4, "10.0.0.1", 50_000, "198.18.0.1", 443);
    final TrafficEvent event =
        type.hasFlow() ? TrafficEvent.of(type, flow, 100) : TrafficEvent.failure(type, 2, 1);
    for (int i = 0; i < count; i++) {
      writer.event(0, writer.session().ticksAt(0), RecordEncoding.of(HeaderKind.PERFINFO), event);
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
  void selectionWithoutEvents_listsTheEventsThatAreThere() {
    final CommandLineRun run =
        run(
            writer -> {
              log(writer, 1_490, TrafficType.TCP_SEND_IPV6);
              log(writer, 10, TrafficType.UDP_SEND_IPV4);
              log(writer, 3, TrafficType.TCP_RECEIVE_IPV4);
            },
            "--count",
            "SendIPV4");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("0 sends with 0 B, 0 receives with 0 B, 0 flows in 1 trace.")
        .endsWith(
            "\nNo event was counted: 1,490 TCP sends over IPv6, 10 UDP sends over IPv4, 3 TCP receives"
                + " over IPv4 are there, and --count leaves them out.\n")
        .doesNotContain("logman");
  }

  @Test
  void eventsThatAreInNoRow_areListed() {
    final CommandLineRun run =
        run(
            writer -> {
              log(writer, 2, TrafficType.UDP_FAIL);
              log(writer, 7, TrafficType.TCP_COPY_IPV4);
            });

    assertThat(run.out())
        .endsWith(
            "\nNo event was counted: 7 TCP copies over IPv4, 2 UDP failures belong to no flow."
                + " --output DIR --events writes them.\n");
  }

  @Test
  void packetCapture_isNamedWithRecordingInstructions() {
    final CommandLineRun run = runWith(ticks -> RecordBytes.manifest(NDIS, 1_001, 0, 0, ticks));

    assertThat(run.out())
        .endsWith(
            "No TCP or UDP events of processes are in the traces, but 1 packet capture events of"
                + " NDIS (netsh trace), which cannot be counted."
                + HOW_TO_RECORD);
  }

  @Test
  void traceWithoutNetworkEvents_printsRecordingInstructionsOfReadme() throws IOException {
    final CommandLineRun run =
        runWith(ticks -> RecordBytes.system(2, 2, 0x0524, ticks, new byte[64]));

    assertThat(run.out())
        .endsWith("\nNo TCP or UDP events of processes are in the traces." + HOW_TO_RECORD);
    assertThat(Files.readString(Path.of("..", "README.md")))
        .contains(HOW_TO_RECORD.lines().skip(1).map(String::strip).toList());
  }

  @Test
  void classicEventsUnderAnEventHeader_areCounted() {
    assertThat(run(NetworkEventRunIT::send).out())
        .contains("1 send with 100 B, 0 receives with 0 B, 1 flow in 1 trace.");
  }

  @Test
  void eventsNotSelected_areListedBelowTheTable() {
    final CommandLineRun run =
        run(
            writer -> {
              log(writer, 20, TrafficType.TCP_SEND_IPV6);
              log(writer, 10, TrafficType.UDP_RECEIVE_IPV4);
              send(writer);
            },
            "--count",
            "send,ipv4");

    assertThat(run.out())
        .contains("1 send with 100 B, 0 receives with 0 B, 1 flow in 1 trace.")
        .endsWith("\nLeft out by --count: 20 TCP sends over IPv6, 10 UDP receives over IPv4.\n");
  }

  @Test
  void manyTypesNotSelected_areAddedUp() {
    final CommandLineRun run =
        run(
            writer -> {
              log(writer, 2, TrafficType.TCP_SEND_IPV6);
              log(writer, 50, TrafficType.TCP_RECEIVE_IPV6);
              log(writer, 1, TrafficType.UDP_FAIL);
              log(writer, 7, TrafficType.UDP_RECEIVE_IPV6);
              log(writer, 3, TrafficType.TCP_ACCEPT_IPV4);
              log(writer, 1, TrafficType.TCP_COPY_IPV4);
              send(writer);
            },
            "--count",
            "SendIPV4");

    assertThat(run.out())
        .endsWith(
            "\nLeft out by --count: 50 TCP receives over IPv6, 7 UDP receives over IPv6, 3 TCP"
                + " accepts over IPv4, 2 TCP sends over IPv6 and 2 other events.\n");
  }

  @Test
  void failuresBesideEventsThatCannotBeRead_areNotNamed() {
    final CommandLineRun run =
        run(
            writer -> {
              final long ticks = writer.session().ticksAt(0);
              writer.record(0, ticks, RecordBytes.system(2, 2, 0x060A, ticks, new byte[3]));
              log(writer, 2, TrafficType.UDP_FAIL);
            });

    assertThat(run.out())
        .endsWith("\nNo event was counted: 1 TCP send over IPv4 cannot be read.\n");
  }

  @Test
  void eventsThatCannotBeRead_areNamedAsSuch() {
    final CommandLineRun run =
        runWith(ticks -> RecordBytes.system(2, 2, 0x060A, ticks, new byte[3]));

    assertThat(run.out())
        .endsWith("\nNo event was counted: 1 TCP send over IPv4 cannot be read.\n");
  }

  @Test
  void filterThatExcludesAll_isNamed() {
    final CommandLineRun run =
        run(
            writer -> {
              log(writer, 20, TrafficType.TCP_SEND_IPV6);
              log(writer, 10, TrafficType.UDP_RECEIVE_IPV4);
            },
            "--local",
            "2001:db8::7,192.168.0.0/16",
            "--count",
            "ipv6");

    assertThat(run.out())
        .startsWith("0 sends with 0 B, 0 receives with 0 B, 0 flows in 1 trace.")
        .endsWith("\nThe filters (--local) excluded all 20 events.\n");
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
    final CommandLineRun run = run(TraceSession.builder().startTime(zero), NetworkEventRunIT::send);

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
            NetworkEventRunIT::send);

    assertThat(run.err()).isEmpty();
  }
}
