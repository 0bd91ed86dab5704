package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.assertj.core.groups.Tuple;
import org.etwflow.event.EventType;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.window.Windowing;
import org.etwflow.quality.TraceQuality;
import org.etwflow.source.config.HostNaming;
import org.etwflow.testing.TrafficTraces;
import org.etwflow.testing.WrittenEvents;
import org.etwflow.traces.BufferFault;
import org.etwflow.traces.HeaderKind;
import org.etwflow.traces.RecordEncoding;
import org.etwflow.traces.SessionEnd;
import org.etwflow.traces.TraceSession;
import org.etwflow.traces.TraceWriter;
import org.etwflow.traces.TrafficEvent;
import org.etwflow.traces.TrafficFlow;
import org.etwflow.traces.TrafficType;
import org.etwflow.traces.WindowsBuild;
import org.etwflow.traces.WrittenBuffer;
import org.etwflow.traces.WrittenEvent;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Quality rows of whole jobs, compared with the written traces. */
class TraceQualityJobIT {

  private static final List<TrafficType> TYPES =
      List.of(
          TrafficType.TCP_SEND_IPV4,
          TrafficType.TCP_RECEIVE_IPV6,
          TrafficType.UDP_SEND_IPV6,
          TrafficType.UDP_RECEIVE_IPV4);

  private static final int BUFFER_SIZE = 1_024;
  private static final long UNIX_EPOCH = 116_444_736_000_000_000L;

  @RegisterExtension private static final JobCluster CLUSTER = new JobCluster();

  @TempDir private Path folder;

  private String write(final String name, final WrittenTrace trace) throws IOException {
    return Files.write(folder.resolve(name), trace.bytes()).toString();
  }

  private List<TraceQuality> run(
      final RuntimeExecutionMode mode, final int parallelism, final boolean strict)
      throws Exception {
    final FlowSettings settings =
        new FlowSettings(
            List.of(folder.toString()),
            new HostNaming.File(),
            Grouping.parse("flow"),
            new Windowing.Tumbling(Duration.ofSeconds(10)),
            10,
            strict);
    return FlowResult.of(CLUSTER.environment(mode, parallelism), settings).traces();
  }

  private TraceQuality onlyRow() throws Exception {
    final List<TraceQuality> rows = run(RuntimeExecutionMode.STREAMING, 2, false);
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  /** Session of Windows 7, whose first buffer has only the log header record. */
  private static TraceSession.Builder session() {
    return TraceSession.builder().build(WindowsBuild.WINDOWS_7).cpuCount(1).bufferSize(BUFFER_SIZE);
  }

  /** Writes 500 events, one per second: sends and receives in turn, over IPv4 and IPv6. */
  private static void log(final TraceWriter writer) {
    for (int i = 0; i < 500; i++) {
      final long ticks = writer.session().ticksAt(i * 10_000_000L);
      writer.event(0, ticks, RecordEncoding.of(HeaderKind.PERFINFO), event(TYPES.get(i % 4)));
    }
  }

  private static TrafficEvent event(final TrafficType type) {
    final TrafficFlow flow =
        type.isIpv6()
            ? TrafficFlow.of(4_711, "2001:db8::1", 49_152, "2001:db8::2", 443)
            : TrafficFlow.of(4_711, "10.0.0.1", 49_152, "198.18.0.1", 443);
    return TrafficEvent.of(type, flow, 100);
  }

  private static WrittenTrace written(final TraceSession.Builder session) {
    return WrittenTrace.of(session.build(), TraceQualityJobIT::log);
  }

  private static Instant time(final long fileTime) {
    final long units = fileTime - UNIX_EPOCH;
    return Instant.ofEpochSecond(units / 10_000_000, units % 10_000_000 * 100);
  }

  @ParameterizedTest
  @CsvSource({"BATCH, 1", "BATCH, 4", "STREAMING, 1", "STREAMING, 4"})
  void row_matchesWrittenTrace(final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    final WrittenTrace trace = written(session());
    final String path = write("desk.etl", trace);

    assertThat(run(mode, parallelism, false))
        .singleElement()
        .returns(path, TraceQuality::path)
        .returns("desk", TraceQuality::host)
        .returns((long) trace.bytes().length, TraceQuality::octets)
        .returns(7_601L, TraceQuality::osBuild)
        .returns(8L, TraceQuality::pointerSize)
        .returns(1L, TraceQuality::cpuCount)
        .returns("QPC", TraceQuality::clock)
        .returns(time(trace.session().startTime()), TraceQuality::sessionStart)
        .returns(time(trace.session().startTime()).plusSeconds(499), TraceQuality::sessionEnd)
        .returns(trace.buffers().size() + 1L, TraceQuality::buffers)
        .returns(501L, TraceQuality::records)
        .returns(
            Map.of(
                EventType.TCP_SEND_IPV4,
                125L,
                EventType.TCP_RECEIVE_IPV6,
                125L,
                EventType.UDP_SEND_IPV6,
                125L,
                EventType.UDP_RECEIVE_IPV4,
                125L),
            TraceQuality::networkEvents)
        .returns(500L, TraceQuality::selectedEvents)
        .returns(time(trace.session().startTime()), TraceQuality::firstEvent)
        .returns(time(trace.session().startTime()).plusSeconds(499), TraceQuality::lastEvent)
        .returns(0L, TraceQuality::eventsLost)
        .returns(0L, TraceQuality::buffersLost)
        .returns(0L, TraceQuality::missingBufferSequences)
        .returns(0L, TraceQuality::skippedBuffers)
        .returns(null, TraceQuality::skippedBufferReasons)
        .returns(0L, TraceQuality::malformedRecords)
        .returns(false, TraceQuality::truncatedTail)
        .returns(0.0, TraceQuality::largestDisorder)
        .returns(null, TraceQuality::problem);
  }

  @ParameterizedTest
  @EnumSource(names = {"BATCH", "STREAMING"})
  void everyTrace_hasOneRow(final RuntimeExecutionMode mode) throws Exception {
    final List<Tuple> expected = new ArrayList<>();
    for (int seed = 1; seed <= 9; seed++) {
      final WrittenTrace trace = TrafficTraces.inMemory("--seed=" + seed, "--sends=" + 100 * seed);
      write("host-" + seed + ".etl", trace);
      expected.add(tuple("host-" + seed, countByType(trace), (long) trace.readableEvents().size()));
    }

    assertThat(run(mode, 4, true))
        .extracting(TraceQuality::host, TraceQuality::networkEvents, TraceQuality::selectedEvents)
        .isEqualTo(expected);
  }

  private static Map<EventType, Long> countByType(final WrittenTrace trace) {
    return trace.readableEvents().stream()
        .collect(Collectors.groupingBy(WrittenEvents::type, Collectors.counting()));
  }

  @Test
  void lossWhileRecording_isNotDamage() throws Exception {
    final WrittenTrace trace =
        WrittenTrace.of(
            session()
                .faults(number -> number % 7 == 3 ? BufferFault.LOST : BufferFault.NONE)
                .build(),
            writer -> {
              writer.loseEvents(0, 41);
              log(writer);
            });
    final long missing =
        trace.buffers().get(trace.buffers().size() - 1).sequenceNumber() - trace.buffers().size();
    write("desk.etl", trace);

    assertThat(missing).isPositive();
    assertThat(onlyRow())
        .returns(41L, TraceQuality::eventsLost)
        .returns(missing, TraceQuality::buffersLost)
        .returns(missing, TraceQuality::missingBufferSequences)
        .returns((long) trace.readableEvents().size(), TraceQuality::selectedEvents)
        .returns(false, TraceQuality::isDamaged);
  }

  @Test
  void damagedHeaders_areCountedWithFirstOffset() throws Exception {
    final WrittenTrace trace =
        written(session().faults(n -> n % 7 == 3 ? BufferFault.DAMAGED_HEADER : BufferFault.NONE));
    final List<WrittenBuffer> damaged =
        trace.buffers().stream()
            .filter(buffer -> buffer.fault() == BufferFault.DAMAGED_HEADER)
            .toList();
    write("desk.etl", trace);

    assertThat(onlyRow())
        .returns((long) damaged.size(), TraceQuality::skippedBuffers)
        .returns(trace.buffers().size() + 1L - damaged.size(), TraceQuality::buffers)
        .returns((long) trace.readableEvents().size(), TraceQuality::selectedEvents)
        .returns(1L + trace.readableEvents().size(), TraceQuality::records)
        .satisfies(
            row ->
                assertThat(row.problem())
                    .contains("damaged buffer header: " + damaged.size())
                    .contains("offset " + damaged.get(0).fileOffset())
                    .startsWith(row.skippedBufferReasons() + "; events may be missing from "));
  }

  @Test
  void malformedRecords_areCountedOncePerBuffer() throws Exception {
    final WrittenTrace trace =
        written(session().faults(n -> n % 7 == 3 ? BufferFault.DAMAGED_RECORD : BufferFault.NONE));
    final List<WrittenBuffer> damaged =
        trace.buffers().stream()
            .filter(buffer -> buffer.fault() == BufferFault.DAMAGED_RECORD)
            .toList();
    final WrittenBuffer first = damaged.get(0);
    write("desk.etl", trace);

    assertThat(onlyRow())
        .returns((long) damaged.size(), TraceQuality::malformedRecords)
        .returns(0L, TraceQuality::skippedBuffers)
        .returns((long) trace.readableEvents().size(), TraceQuality::selectedEvents)
        .satisfies(
            row ->
                assertThat(row.problem())
                    .contains("offset " + (first.fileOffset() + first.readableLength())));
  }

  @Test
  void truncatedTail_isReported() throws Exception {
    final WrittenTrace trace = written(session().end(SessionEnd.TRUNCATED));
    final WrittenBuffer last = trace.buffers().get(trace.buffers().size() - 1);
    write("desk.etl", trace);

    assertThat(onlyRow())
        .returns(true, TraceQuality::truncatedTail)
        .returns(null, TraceQuality::sessionEnd)
        .returns((long) trace.readableEvents().size(), TraceQuality::selectedEvents)
        .returns(0L, TraceQuality::malformedRecords)
        .satisfies(row -> assertThat(row.problem()).contains("offset " + last.fileOffset()));
  }

  @Test
  void missingLastBuffers_areReported() throws Exception {
    final WrittenTrace trace = written(session());
    Files.write(folder.resolve("desk.etl"), Arrays.copyOf(trace.bytes(), 10 * BUFFER_SIZE));

    assertThat(onlyRow())
        .returns(true, TraceQuality::truncatedTail)
        .returns(10L, TraceQuality::buffers)
        .satisfies(
            row ->
                assertThat(row.problem())
                    .contains(
                        String.format(
                            Locale.ROOT, "10 of %d buffers", trace.buffers().size() + 1)));
  }

  @Test
  void unusedTail_isNotAProblem() throws Exception {
    final WrittenTrace trace = written(session().zeroTail(10 * BUFFER_SIZE));
    write("desk.etl", trace);

    assertThat(onlyRow())
        .returns(false, TraceQuality::isDamaged)
        .returns(500L, TraceQuality::selectedEvents);
  }

  @Test
  void disorder_isLargestDistanceBackInTime() throws Exception {
    final TraceSession session = session().cpuCount(2).build();
    final WrittenTrace trace =
        WrittenTrace.of(
            session,
            writer -> {
              final RecordEncoding encoding = RecordEncoding.of(HeaderKind.PERFINFO);
              writer.event(
                  1, session.ticksAt(12_340_000), encoding, event(TrafficType.UDP_RECEIVE_IPV4));
              log(writer);
            });
    final List<WrittenEvent> inFileOrder = trace.readableEvents();
    final long last = inFileOrder.get(inFileOrder.size() - 2).time();
    assertThat(inFileOrder.get(inFileOrder.size() - 1).cpu()).isEqualTo(1);
    write("desk.etl", trace);

    assertThat(onlyRow().largestDisorder())
        .isEqualTo((last - session.startTime() - 12_340_000) / 10_000.0);
  }

  @ParameterizedTest
  @EnumSource(names = {"BATCH", "STREAMING"})
  void fileThatIsNotATrace_hasRowWithPathSizeAndProblem(final RuntimeExecutionMode mode)
      throws Exception {
    Files.writeString(folder.resolve("a.etl"), "no trace ".repeat(100));
    write("b.etl", written(session()));

    final List<TraceQuality> rows = run(mode, 2, false);

    assertThat(rows).hasSize(2);
    assertThat(rows.get(0))
        .returns(folder.resolve("a.etl").toString(), TraceQuality::path)
        .returns(900L, TraceQuality::octets)
        .returns(0L, TraceQuality::buffers)
        .returns(null, TraceQuality::osBuild)
        .returns(null, TraceQuality::eventsLost)
        .satisfies(row -> assertThat(row.problem()).contains("not an event trace"));
    assertThat(rows.get(1)).returns(500L, TraceQuality::selectedEvents);
  }

  @ParameterizedTest
  @EnumSource(names = {"BATCH", "STREAMING"})
  void strictRun_withDamage_failsWithFileName(final RuntimeExecutionMode mode) throws Exception {
    write("a.etl", written(session().startTime(Instant.parse("2026-03-02T10:00:00Z"))));
    final String damaged =
        write(
            "b.etl",
            written(session().faults(n -> n == 5 ? BufferFault.DAMAGED_HEADER : BufferFault.NONE)));

    assertThatThrownBy(() -> run(mode, 2, true))
        .rootCause()
        .isInstanceOf(DamagedTraceException.class)
        .hasMessageStartingWith(
            "--strict: damaged or incomplete trace: %s: damaged buffer header: 1 (first at offset %s);"
                + " events may be missing from ",
            damaged, 5 * BUFFER_SIZE);
  }

  @Test
  void strictRun_withoutDamage_succeeds() throws Exception {
    write("a.etl", written(session().zeroTail(BUFFER_SIZE)));

    assertThat(run(RuntimeExecutionMode.STREAMING, 2, true)).hasSize(1);
  }
}
