package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.window.Windowing;
import org.etwflow.source.config.HostNaming;
import org.etwflow.testing.RowValues;
import org.etwflow.traces.BufferFault;
import org.etwflow.traces.FileLayout;
import org.etwflow.traces.Flow;
import org.etwflow.traces.HeaderKind;
import org.etwflow.traces.RecordEncoding;
import org.etwflow.traces.Send;
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

/**
 * Completeness of rows by the time of a loss. Many flows of all kinds have an event in turn, one
 * per second, with windows of 10 s and splits of few buffers.
 */
class DataCompleteJobIT {

  private static final int BUFFER_SIZE = 1_024;

  /** Splits of at most eight buffers, even if compressed: the index has a time for each of them. */
  private static final int SPLIT_SIZE = 2 * BUFFER_SIZE;

  private static final int EVENTS = 500;
  private static final int FLOWS = 13;

  /** Types of the events of the flows, in turn: a flow has events of one type. */
  private static final List<TrafficType> TYPES =
      List.of(
          TrafficType.TCP_SEND_IPV4,
          TrafficType.TCP_RECEIVE_IPV6,
          TrafficType.UDP_SEND_IPV6,
          TrafficType.UDP_RECEIVE_IPV4,
          TrafficType.TCP_ACCEPT_IPV4);

  private static final long SECOND = 10_000_000L;
  private static final long UNIX_EPOCH = 116_444_736_000_000_000L;

  /** Number of the buffer with the fault, far from both ends. */
  private static final int NUMBER = 20;

  private static final String RUNS =
      """
      BATCH, 1
      BATCH, 2
      BATCH, 7
      STREAMING, 1
      STREAMING, 4
      STREAMING, 7
      """;

  @RegisterExtension private static final JobCluster CLUSTER = new JobCluster();

  @TempDir private Path folder;

  private static TraceSession.Builder session() {
    return TraceSession.builder().build(WindowsBuild.WINDOWS_7).cpuCount(1).bufferSize(BUFFER_SIZE);
  }

  private static TraceSession.Builder sessionWith(final BufferFault fault) {
    return session().faults(number -> number == NUMBER ? fault : BufferFault.NONE);
  }

  private static WrittenTrace written(final TraceSession.Builder session) {
    return WrittenTrace.of(session.build(), writer -> log(writer, 0));
  }

  private static void log(final TraceWriter writer, final int losingEventsAt) {
    for (int i = 0; i < EVENTS; i++) {
      if (losingEventsAt > 0 && i == losingEventsAt) {
        writer.loseEvents(0, 3);
      }
      final long ticks = writer.session().ticksAt(i * SECOND);
      writer.event(0, ticks, RecordEncoding.of(HeaderKind.PERFINFO), event(i % FLOWS));
    }
  }

  private static TrafficEvent event(final int flow) {
    final TrafficType type = TYPES.get(flow % TYPES.size());
    final String local = type.isIpv6() ? "2001:db8::1" : "10.0.0.1";
    final String remote = type.isIpv6() ? "2001:db8::2" : "198.18.0.1";
    return TrafficEvent.of(type, TrafficFlow.of(4, local, 49_152 + flow, remote, 443), 100);
  }

  private void write(final String name, final WrittenTrace trace) throws IOException {
    Files.write(folder.resolve(name), trace.bytes());
  }

  private List<RowValues> rows(
      final RuntimeExecutionMode mode, final int parallelism, final Windowing windowing)
      throws Exception {
    final FlowSettings settings =
        new FlowSettings(
            List.of(folder.toString()),
            new HostNaming.File(),
            Grouping.parse("flow"),
            windowing,
            10,
            false);
    final StreamExecutionEnvironment environment = CLUSTER.environment(mode, parallelism);
    return FlowResult.of(environment, settings, SPLIT_SIZE).statistics();
  }

  private NavigableMap<Instant, Boolean> windows(
      final RuntimeExecutionMode mode, final int parallelism) throws Exception {
    return windows(rows(mode, parallelism, new Windowing.Tumbling(Duration.ofSeconds(10))));
  }

  /** Completeness by window, which is the same for all rows of a window. */
  private static NavigableMap<Instant, Boolean> windows(final List<RowValues> rows) {
    return rows.stream()
        .collect(
            Collectors.toMap(
                RowValues::windowStart,
                RowValues::dataComplete,
                (one, other) -> {
                  assertThat(one).isEqualTo(other);
                  return one;
                },
                TreeMap::new));
  }

  private static Instant time(final long fileTime) {
    final long units = fileTime - UNIX_EPOCH;
    return Instant.ofEpochSecond(units / SECOND, units % SECOND * 100);
  }

  /** Events of the buffer with the fault. */
  private static List<WrittenEvent> eventsOf(
      final WrittenTrace trace, final Predicate<WrittenEvent> isInBuffer) {
    final List<WrittenEvent> events = trace.events().stream().filter(isInBuffer).toList();
    assertThat(events).hasSizeBetween(5, 40);
    return events;
  }

  private static boolean isOfBuffer(final WrittenEvent event, final BufferFault fault) {
    return event.buffer().isPresent() && event.buffer().get().fault() == fault;
  }

  private static Instant first(final List<WrittenEvent> events) {
    return time(events.get(0).time());
  }

  private static Instant last(final List<WrittenEvent> events) {
    return time(events.get(events.size() - 1).time());
  }

  /**
   * Checks that exactly the windows between two times are incomplete, and that there are others.
   */
  private static void assertIncomplete(
      final Map<Instant, Boolean> windows, final Instant from, final Instant to) {
    assertThat(windows).containsValues(true, false);
    assertThat(windows)
        .allSatisfy(
            (start, isComplete) ->
                assertThat(isComplete).as("%s", start).isNotEqualTo(meets(start, from, to)));
  }

  private static boolean meets(final Instant windowStart, final Instant from, final Instant to) {
    return !windowStart.isAfter(to) && windowStart.plusSeconds(10).isAfter(from);
  }

  private static List<WrittenEvent> eventsIn(final WrittenTrace trace, final WrittenBuffer buffer) {
    return trace.events().stream()
        .filter(event -> event.buffer().filter(buffer::equals).isPresent())
        .toList();
  }

  private static WrittenBuffer lastBuffer(final WrittenTrace trace) {
    return trace.buffers().get(trace.buffers().size() - 1);
  }

  @ParameterizedTest
  @CsvSource(textBlock = RUNS)
  void traceWithoutLoss_isComplete(final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    write("desk.etl", written(session()));

    assertThat(windows(mode, parallelism))
        .hasSize(50)
        .containsValues(true)
        .doesNotContainValue(false);
  }

  @ParameterizedTest
  @CsvSource(textBlock = RUNS)
  void lossInLogHeader_affectsAllWindows(final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    write("desk.etl", WrittenTrace.of(session().build(), writer -> log(writer, 250)));

    assertThat(windows(mode, parallelism)).hasSize(50).doesNotContainValue(true);
  }

  @ParameterizedTest
  @CsvSource(textBlock = RUNS)
  void lossInBufferOfKilledSession_affectsItsWindows(
      final RuntimeExecutionMode mode, final int parallelism) throws Exception {
    final WrittenTrace trace =
        WrittenTrace.of(
            session().end(SessionEnd.KILLED).build(), writer -> log(writer, EVENTS / 2));
    write("desk.etl", trace);
    final long offset =
        trace.buffers().stream()
            .mapToLong(buffer -> buffer.fileOffset())
            .filter(at -> (trace.bytes()[(int) at + 52] & 0x02) != 0)
            .findFirst()
            .orElseThrow();
    final List<WrittenEvent> events =
        eventsOf(
            trace,
            event -> event.buffer().isPresent() && event.buffer().get().fileOffset() == offset);
    final Instant end = last(eventsIn(trace, lastBuffer(trace)));

    assertThat(windows(mode, parallelism))
        .containsValues(true, false)
        .allSatisfy(
            (start, isComplete) ->
                assertThat(isComplete)
                    .as("%s", start)
                    .isNotEqualTo(
                        meets(start, first(events), last(events))
                            || meets(start, end, Instant.MAX)));
  }

  @ParameterizedTest
  @CsvSource(textBlock = RUNS)
  void killedSession_isIncompleteFromLastRecord(
      final RuntimeExecutionMode mode, final int parallelism) throws Exception {
    final WrittenTrace trace = written(session().end(SessionEnd.KILLED));
    write("desk.etl", trace);

    assertIncomplete(
        windows(mode, parallelism), last(eventsIn(trace, lastBuffer(trace))), Instant.MAX);
  }

  @ParameterizedTest
  @CsvSource(textBlock = RUNS)
  void killedSession_withCpuWithoutBuffer_isIncomplete(
      final RuntimeExecutionMode mode, final int parallelism) throws Exception {
    final WrittenTrace trace =
        WrittenTrace.of(
            session().cpuCount(2).end(SessionEnd.KILLED).build(),
            writer -> {
              final Flow flow = Flow.of(4, "10.0.0.2", 49_152, "198.18.0.1", 443);
              final RecordEncoding encoding = RecordEncoding.of(HeaderKind.PERFINFO);
              writer.send(0, writer.session().ticksAt(0), encoding, new Send(flow, 100, 0, 0));
              writer.send(1, writer.session().ticksAt(0), encoding, new Send(flow, 100, 0, 0));
              log(writer, 0);
            });
    write("desk.etl", trace);

    assertThat(windows(mode, parallelism)).isNotEmpty().doesNotContainValue(true);
  }

  @ParameterizedTest
  @CsvSource(textBlock = RUNS)
  void wrappedCircularFile_isCompleteFromOldestBuffer(
      final RuntimeExecutionMode mode, final int parallelism) throws Exception {
    final WrittenTrace trace = written(session().circular(20));
    write("desk.etl", trace);
    final Instant oldest =
        trace.readableEvents().stream()
            .map(event -> time(event.time()))
            .min(Instant::compareTo)
            .get();

    // Earlier events are in no window, except those in the first window of the oldest buffer.
    assertThat(windows(mode, parallelism))
        .allSatisfy(
            (start, isComplete) ->
                assertThat(isComplete).as("%s", start).isEqualTo(start.isAfter(oldest)));
  }

  @ParameterizedTest
  @CsvSource(textBlock = RUNS)
  void missingBuffer_affectsWindowsBetweenNeighbours(
      final RuntimeExecutionMode mode, final int parallelism) throws Exception {
    final WrittenTrace trace = written(session());
    Files.write(folder.resolve("desk.etl"), without(trace, trace.buffers().get(NUMBER)));

    assertIncomplete(
        windows(mode, parallelism),
        last(eventsIn(trace, trace.buffers().get(NUMBER - 1))),
        first(eventsIn(trace, trace.buffers().get(NUMBER + 1))));
  }

  private static byte[] without(final WrittenTrace trace, final WrittenBuffer buffer) {
    final byte[] kept = Arrays.copyOf(trace.bytes(), trace.bytes().length - buffer.storedLength());
    final int behind = (int) buffer.fileOffset() + buffer.storedLength();
    System.arraycopy(
        trace.bytes(), behind, kept, (int) buffer.fileOffset(), trace.bytes().length - behind);
    return kept;
  }

  @ParameterizedTest
  @CsvSource(textBlock = RUNS)
  void zeroedBuffer_affectsWindowsBetweenNeighbours(
      final RuntimeExecutionMode mode, final int parallelism) throws Exception {
    final WrittenTrace trace = written(session());
    final int offset = (int) trace.buffers().get(NUMBER).fileOffset();
    Arrays.fill(trace.bytes(), offset, offset + BUFFER_SIZE, (byte) 0);
    write("desk.etl", trace);

    assertIncomplete(
        windows(mode, parallelism),
        last(eventsIn(trace, trace.buffers().get(NUMBER - 1))),
        first(eventsIn(trace, trace.buffers().get(NUMBER + 1))));
  }

  @ParameterizedTest
  @CsvSource(textBlock = RUNS)
  void fileCutBetweenBuffers_isIncompleteFromLastRecord(
      final RuntimeExecutionMode mode, final int parallelism) throws Exception {
    final WrittenTrace trace = written(session());
    final WrittenBuffer last = trace.buffers().get(NUMBER);
    Files.write(
        folder.resolve("desk.etl"),
        Arrays.copyOf(trace.bytes(), (int) last.fileOffset() + BUFFER_SIZE));

    assertIncomplete(windows(mode, parallelism), last(eventsIn(trace, last)), Instant.MAX);
  }

  @ParameterizedTest
  @CsvSource(textBlock = RUNS)
  void packedFile_isAsIncompleteAsItsContent(final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    final WrittenTrace trace = written(session());
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("desk.etl.gz")))) {
      out.write(without(trace, trace.buffers().get(NUMBER)));
    }

    assertIncomplete(
        windows(mode, parallelism),
        last(eventsIn(trace, trace.buffers().get(NUMBER - 1))),
        first(eventsIn(trace, trace.buffers().get(NUMBER + 1))));
  }

  @ParameterizedTest
  @CsvSource(textBlock = RUNS)
  void damagedBufferHeader_affectsAllWindows(final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    write("desk.etl", written(sessionWith(BufferFault.DAMAGED_HEADER)));

    assertThat(windows(mode, parallelism)).doesNotContainValue(true);
  }

  @ParameterizedTest
  @CsvSource(textBlock = RUNS)
  void damagedCompression_affectsWindowsFromItsFirstTime(
      final RuntimeExecutionMode mode, final int parallelism) throws Exception {
    final WrittenTrace trace = written(session().layout(FileLayout.COMPRESSED));
    final long offset = trace.buffers().get(NUMBER).fileOffset();
    final int length = trace.buffers().get(NUMBER).storedLength();
    // After the first record, so that its time is known: matches that reach before the start.
    Arrays.fill(trace.bytes(), (int) offset + length - 40, (int) offset + length, (byte) 0xFF);
    write("desk.etl", trace);
    final List<WrittenEvent> events =
        eventsOf(
            trace,
            event -> event.buffer().isPresent() && event.buffer().get().fileOffset() == offset);

    // Records may be out of order by one second.
    assertIncomplete(windows(mode, parallelism), first(events).minusSeconds(1), Instant.MAX);
  }

  @ParameterizedTest
  @CsvSource(textBlock = RUNS)
  void malformedRecord_affectsRestOfItsBuffer(
      final RuntimeExecutionMode mode, final int parallelism) throws Exception {
    final WrittenTrace trace = written(sessionWith(BufferFault.DAMAGED_RECORD));
    write("desk.etl", trace);
    final List<WrittenEvent> events =
        eventsOf(trace, event -> isOfBuffer(event, BufferFault.DAMAGED_RECORD));

    // The buffer is flushed when the next event does not fit.
    final Instant flush = last(events).plusSeconds(1);
    assertIncomplete(windows(mode, parallelism), first(events), flush);
  }

  @ParameterizedTest
  @CsvSource(textBlock = RUNS)
  void loss_affectsOnlyItsHost(final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    write("desk.etl", written(session()));
    write("server.etl", WrittenTrace.of(session().build(), writer -> log(writer, 250)));

    assertThat(
            rows(mode, parallelism, new Windowing.Session(Duration.ofSeconds(20))).stream()
                .collect(Collectors.groupingBy(RowValues::host)))
        .hasSize(2)
        .allSatisfy(
            (host, rows) ->
                assertThat(rows)
                    .hasSize(FLOWS)
                    .allMatch(row -> row.dataComplete() == host.equals("desk")));
  }

  @Test
  void fileThatIsNotATrace_doesNotAffectOthers() throws Exception {
    write("desk.etl", written(session()));
    Files.writeString(folder.resolve("notes.etl"), "these are my notes");

    assertThat(windows(RuntimeExecutionMode.STREAMING, 2)).hasSize(50).doesNotContainValue(false);
  }
}
