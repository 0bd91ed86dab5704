package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.window.Windowing;
import org.etwflow.quality.TraceQuality;
import org.etwflow.source.config.ContinuousMonitoring;
import org.etwflow.source.config.HostNaming;
import org.etwflow.testing.Bytes;
import org.etwflow.testing.GrowingFile;
import org.etwflow.testing.GrowingTrace;
import org.etwflow.testing.RowValues;
import org.etwflow.testing.TrafficTraces;
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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Completeness of rows of followed files, which depends on what was known when their window was
 * closed. One CPU logs a send or receive every 100 ms, with windows of half a second, and about two
 * seconds per buffer.
 */
@Timeout(240)
class FollowedDataCompleteIT {

  private static final int BUFFER_SIZE = 1_024;
  private static final int EVENTS = 500;
  private static final long UNITS_BETWEEN = 1_000_000L;
  private static final long UNIX_EPOCH = 116_444_736_000_000_000L;
  private static final Duration WINDOW = Duration.ofMillis(500);
  private static final Instant NIGHT = Instant.parse("2026-03-02T23:00:00Z");
  private static final Duration NEVER = Duration.ofHours(1);
  private static final Duration SOON = Duration.ofMillis(600);

  @RegisterExtension private static final JobCluster CLUSTER = new JobCluster();

  @TempDir private Path folder;

  private static WrittenTrace trace(final SessionEnd end) {
    return WrittenTrace.of(session().end(end).build(), FollowedDataCompleteIT::log);
  }

  private static TraceSession.Builder session() {
    return TraceSession.builder().build(WindowsBuild.WINDOWS_7).cpuCount(1).bufferSize(BUFFER_SIZE);
  }

  private static void log(final TraceWriter writer) {
    final TrafficFlow flow = TrafficFlow.of(4, "10.0.0.1", 49_152, "198.18.0.1", 443);
    for (int i = 0; i < EVENTS; i++) {
      final TrafficType type =
          i % 2 == 0 ? TrafficType.TCP_SEND_IPV4 : TrafficType.TCP_RECEIVE_IPV4;
      final long ticks = writer.session().ticksAt(i * UNITS_BETWEEN);
      writer.event(
          0, ticks, RecordEncoding.of(HeaderKind.PERFINFO), TrafficEvent.of(type, flow, 100));
    }
  }

  private RunningJob follow(final Path input, final Duration idleTimeout, final int parallelism)
      throws Exception {
    return follow(input, new ContinuousMonitoring(Duration.ZERO, idleTimeout), parallelism);
  }

  private RunningJob follow(
      final Path input, final ContinuousMonitoring following, final int parallelism)
      throws Exception {
    return new RunningJob(
        CLUSTER.environment(RuntimeExecutionMode.STREAMING, parallelism),
        new FlowSettings(
                List.of(input.toString()),
                new HostNaming.OneMachine(),
                Grouping.parse("flow"),
                new Windowing.Tumbling(WINDOW),
                10,
                false)
            .withFollowing(following));
  }

  private static NavigableMap<Instant, Boolean> windows(final List<RowValues> rows) {
    return rows.stream()
        .collect(
            Collectors.toMap(
                RowValues::windowStart,
                RowValues::dataComplete,
                (one, other) -> {
                  throw new AssertionError("a window has two rows");
                },
                TreeMap::new));
  }

  private static Instant time(final WrittenEvent event) {
    final long units = event.time() - UNIX_EPOCH;
    return Instant.ofEpochSecond(units / 10_000_000, units % 10_000_000 * 100);
  }

  private static List<WrittenEvent> eventsIn(final WrittenTrace trace, final WrittenBuffer buffer) {
    final List<WrittenEvent> events =
        trace.events().stream()
            .filter(event -> event.buffer().filter(buffer::equals).isPresent())
            .toList();
    assertThat(events).hasSizeBetween(5, 40);
    return events;
  }

  private static Instant first(final WrittenTrace trace, final int buffer) {
    return time(eventsIn(trace, trace.buffers().get(buffer)).get(0));
  }

  private static Instant last(final WrittenTrace trace, final int buffer) {
    final List<WrittenEvent> events = eventsIn(trace, trace.buffers().get(buffer));
    return time(events.get(events.size() - 1));
  }

  /**
   * Checks that exactly the windows between two times are incomplete, and that there are others.
   */
  private static void assertIncomplete(
      final NavigableMap<Instant, Boolean> windows, final Instant from, final Instant to) {
    assertThat(windows).containsValues(true, false);
    assertThat(windows)
        .allSatisfy(
            (start, isComplete) ->
                assertThat(isComplete)
                    .as("%s", start)
                    .isEqualTo(start.isAfter(to) || !start.plus(WINDOW).isAfter(from)));
  }

  /** Waits for the rows of all windows that end before a time. */
  private static void awaitRowsUpTo(final RunningJob job, final Instant time) throws Exception {
    awaitRowsBehind(job, time.minus(WINDOW));
  }

  /** Waits for the row of a window that ends after a time. */
  private static void awaitRowsBehind(final RunningJob job, final Instant time) throws Exception {
    job.awaitStatistics(rows -> rows.stream().anyMatch(row -> row.windowEnd().isAfter(time)));
  }

  private Path cut(final WrittenTrace trace, final int buffers, final int more) throws IOException {
    final int end = offset(trace, buffers);
    return Files.write(folder.resolve("live.etl"), Arrays.copyOf(trace.bytes(), end + more));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void truncatedClosedFile_isIncompleteFromLastRecord(final int parallelism) throws Exception {
    final WrittenTrace trace = trace(SessionEnd.STOPPED);
    final Path file = cut(trace, 10, 0);
    try (RunningJob job = follow(file, SOON, parallelism)) {
      job.awaitEnd();

      assertIncomplete(windows(job.statistics()), last(trace, 9), Instant.MAX);
      assertThat(job.traces())
          .singleElement()
          .satisfies(row -> assertThat(row.problem()).contains("events may be missing from"));
    }
  }

  @Test
  void sessionNotClosed_isIncompleteFromLastRecord() throws Exception {
    final WrittenTrace trace = trace(SessionEnd.KILLED);
    final Path file = cut(trace, 10, BUFFER_SIZE / 2);
    try (RunningJob job = follow(file, SOON, 1)) {
      awaitRowsBehind(job, last(trace, 9));
      job.awaitTraces(rows -> !rows.isEmpty());

      assertIncomplete(windows(job.statistics()), last(trace, 9), Instant.MAX);
      assertThat(job.traces())
          .singleElement()
          .satisfies(
              row -> assertThat(row.note()).contains("missing from " + last(trace, 9) + " on"));
    }
  }

  @Test
  void silentFile_onlyWindowsClosedBeforeItGrows_areIncomplete() throws Exception {
    final WrittenTrace trace = trace(SessionEnd.STOPPED);
    final Path file = folder.resolve("live.etl");
    try (GrowingTrace growing = GrowingTrace.begin(file, trace);
        RunningJob job = follow(file, SOON, 1)) {
      growing.writeNext(10);
      awaitRowsBehind(job, last(trace, 9));
      final NavigableMap<Instant, Boolean> silent = windows(job.statistics());
      assertIncomplete(silent, last(trace, 9), Instant.MAX);

      job.awaitTraces(rows -> !rows.isEmpty());
      growing.endSession();
      job.awaitEnd();

      final NavigableMap<Instant, Boolean> all = windows(job.statistics());
      assertThat(all).containsAllEntriesOf(silent);
      assertThat(all.tailMap(silent.lastKey().plus(WINDOW)))
          .hasSizeGreaterThan(20)
          .doesNotContainValue(false);
      assertThat(job.traces().get(job.traces().size() - 1))
          .returns(null, TraceQuality::note)
          .returns((long) EVENTS, TraceQuality::selectedEvents);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void missingSequenceNumber_affectsWindowsBetweenNeighbours(final int parallelism)
      throws Exception {
    final WrittenTrace trace = trace(SessionEnd.STOPPED);
    final Path file = folder.resolve("live.etl");
    try (GrowingTrace growing = GrowingTrace.begin(file, trace);
        RunningJob job = follow(file, NEVER, parallelism)) {
      growing.writeNext(8);
      awaitRowsUpTo(job, first(trace, 7));
      growing.loseNext();
      growing.writeNext(8);
      awaitRowsUpTo(job, first(trace, 16));

      assertIncomplete(windows(job.statistics()), last(trace, 7), first(trace, 9));
    }
  }

  /** The windows stay open until the file ends, and with it both sessions. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void missingSequenceNumber_beforeAnAppendedSession_affectsTheFirstSession(final int parallelism)
      throws Exception {
    final WrittenTrace trace = trace(SessionEnd.STOPPED);
    final WrittenTrace appended =
        TrafficTraces.inMemory("--sends=300", "--buffer-size=1K", "--start=" + NIGHT);
    final Path file =
        Files.write(
            folder.resolve("live.etl"),
            Bytes.concat(
                Arrays.copyOf(trace.bytes(), offset(trace, 10)),
                Arrays.copyOfRange(trace.bytes(), offset(trace, 11), trace.bytes().length),
                appended.bytes()));
    final var following = new ContinuousMonitoring(Duration.ofDays(1), SOON);
    try (RunningJob job = follow(file, following, parallelism)) {
      job.awaitEnd();

      final NavigableMap<Instant, Boolean> windows =
          windows(
              job.statistics().stream().filter(row -> row.windowStart().isBefore(NIGHT)).toList());
      assertThat(windows).hasSizeGreaterThan(50);
      assertIncomplete(windows, last(trace, 9), first(trace, 11));
      assertThat(job.traces())
          .hasSize(2)
          .extracting(TraceQuality::selectedEvents)
          .containsExactlyInAnyOrder(
              (long) EVENTS - eventsIn(trace, trace.buffers().get(10)).size(),
              (long) appended.readableEvents().size());
    }
  }

  private static byte[] openUpTo(final WrittenTrace trace, final int buffers) {
    return Arrays.copyOf(GrowingFile.open(trace), offset(trace, buffers));
  }

  /** Change of a followed file that is still growing. */
  private enum FileChange {
    DELETED("the file has disappeared"),
    RENAMED_AWAY("the file has disappeared"),
    UNREADABLE("the file cannot be read any more");

    private final String note;

    FileChange(final String note) {
      this.note = note;
    }

    void apply(final Path file) throws IOException {
      if (this == RENAMED_AWAY) {
        Files.move(file, file.resolveSibling("a.old"));
        return;
      }
      Files.delete(file);
      if (this == UNREADABLE) {
        Files.createSymbolicLink(file, file.resolveSibling("absent"));
      }
    }
  }

  /** The other file has events of all windows, and keeps none of them open. */
  @ParameterizedTest
  @EnumSource
  void growingFileThatCannotBeReadAnyMore_isIncompleteFromItsLastBuffer(final FileChange change)
      throws Exception {
    final WrittenTrace trace = trace(SessionEnd.STOPPED);
    final Path inputs = Files.createDirectory(folder.resolve("inputs"));
    final Path file = Files.write(inputs.resolve("a.etl"), openUpTo(trace, 10));
    // It is not idle before the job has started, however long that takes.
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plus(NEVER)));
    Files.write(inputs.resolve("b.etl"), trace.bytes());
    try (RunningJob job = follow(inputs, Duration.ofSeconds(5), 1)) {
      awaitRowsUpTo(job, first(trace, 9));
      change.apply(file);
      awaitRowsUpTo(job, first(trace, trace.buffers().size() - 1));
      final String path = file.toString();
      job.awaitTraces(rows -> rows.stream().anyMatch(row -> row.path().equals(path)));

      assertIncomplete(windows(job.statistics()), first(trace, 9), Instant.MAX);
      assertThat(job.traces())
          .filteredOn(row -> row.path().equals(path))
          .singleElement()
          .satisfies(row -> assertThat(row.note()).contains(change.note, "missing from", " on"));
    }
  }

  @Test
  void overwrittenFile_isIncompleteUntilTheNextSession() throws Exception {
    final WrittenTrace trace = trace(SessionEnd.STOPPED);
    final WrittenTrace next =
        TrafficTraces.inMemory("--sends=300", "--buffer-size=1K", "--start=" + NIGHT);
    final Path file = Files.write(folder.resolve("live.etl"), openUpTo(trace, 10));
    final var following = new ContinuousMonitoring(Duration.ofSeconds(3), NEVER);
    try (RunningJob job = follow(file, following, 1)) {
      awaitRowsUpTo(job, first(trace, 9).minusSeconds(3));
      Files.write(file, next.bytes());
      job.awaitEnd();

      final NavigableMap<Instant, Boolean> windows = new TreeMap<>();
      job.statistics()
          .forEach(
              row -> windows.merge(row.windowStart(), row.dataComplete(), Boolean::logicalAnd));
      assertThat(windows.tailMap(NIGHT)).isNotEmpty().doesNotContainValue(false);
      assertIncomplete(
          new TreeMap<>(windows.headMap(NIGHT)), first(trace, 9).minusSeconds(1), NIGHT);
      assertThat(job.traces())
          .hasSize(2)
          .extracting(TraceQuality::note)
          .anySatisfy(
              note ->
                  assertThat(note)
                      .contains(
                          "overwritten", "missing from ", " to 2026-03-02T22:59:59.999999900Z"));
    }
  }

  private static int offset(final WrittenTrace trace, final int buffer) {
    return (int) trace.buffers().get(buffer).fileOffset();
  }

  @Test
  void sessionWithoutLoss_isCompleteWhileItIsWritten() throws Exception {
    final WrittenTrace trace = trace(SessionEnd.STOPPED);
    final Path file = folder.resolve("live.etl");
    try (GrowingTrace growing = GrowingTrace.begin(file, trace);
        RunningJob job = follow(file, NEVER, 2)) {
      growing.writeNext(8);
      awaitRowsUpTo(job, first(trace, 7));
      growing.endSession();
      job.awaitEnd();

      assertThat(windows(job.statistics())).hasSize(EVENTS / 5).doesNotContainValue(false);
    }
  }
}
