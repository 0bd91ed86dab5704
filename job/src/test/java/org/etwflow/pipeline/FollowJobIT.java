package org.etwflow.pipeline;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.etwflow.event.EventRow;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.FlowColumns;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.flow.window.Windowing;
import org.etwflow.quality.TraceQuality;
import org.etwflow.sink.RowTexts;
import org.etwflow.source.config.ContinuousMonitoring;
import org.etwflow.source.config.HostNaming;
import org.etwflow.testing.GrowingTrace;
import org.etwflow.testing.RowValues;
import org.etwflow.testing.TrafficTraces;
import org.etwflow.traces.WrittenBuffer;
import org.etwflow.traces.WrittenEvent;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that read files while they are written. */
@Timeout(240)
class FollowJobIT {

  private static final Grouping FLOW = Grouping.parse("flow");
  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final Duration NEVER = Duration.ofHours(1);
  private static final long UNIX_EPOCH = 116_444_736_000_000_000L;

  @RegisterExtension private static final JobCluster CLUSTER = new JobCluster();

  @TempDir private Path folder;

  private RunningJob follow(
      final Path input, final ContinuousMonitoring following, final int parallelism)
      throws Exception {
    final StreamExecutionEnvironment environment =
        CLUSTER.environment(RuntimeExecutionMode.STREAMING, parallelism);
    return new RunningJob(environment, settings(input, following));
  }

  private static FlowSettings settings(final Path input, final ContinuousMonitoring following) {
    return new FlowSettings(
            List.of(input.toString()),
            new HostNaming.OneMachine(),
            FLOW,
            new Windowing.Tumbling(WINDOW),
            10,
            false)
        .withFollowing(following);
  }

  private static long unixMillis(final long fileTime) {
    return Math.floorDiv(fileTime - UNIX_EPOCH, 10_000);
  }

  private static Instant windowOf(final WrittenEvent event) {
    final long millis = unixMillis(event.time());
    return Instant.ofEpochMilli(millis - Math.floorMod(millis, WINDOW.toMillis()));
  }

  /** Expected number of rows per window: one for each flow with an event in it. */
  private static Map<Instant, Long> rowsByWindow(final WrittenTrace trace) {
    return TrafficTraces.counted(trace).stream()
        .collect(
            groupingBy(
                FollowJobIT::windowOf,
                TreeMap::new,
                mapping(
                    event -> List.of(event.event().type().protocol(), event.event().flow()),
                    collectingAndThen(toSet(), flows -> (long) flows.size()))));
  }

  private static Map<Instant, Long> countByWindow(final List<RowValues> rows) {
    return rows.stream().collect(groupingBy(RowValues::windowStart, counting()));
  }

  private static List<String> csv(final List<WindowedFlow> rows) throws IOException {
    return RowTexts.csv(FlowColumns.of(FLOW, false), rows);
  }

  /** Appends buffer by buffer, and waits for the expected output of the job after each. */
  private static void writeAtThePaceOf(
      final RunningJob job,
      final GrowingTrace growing,
      final Map<Instant, Long> rowsByWindow,
      final Duration maxDisorder)
      throws Exception {
    long latest = 0;
    while (growing.hasMore()) {
      final WrittenBuffer buffer = growing.writeNext();
      latest = Math.max(latest, growing.firstEvent(buffer));
      final Instant bound = Instant.ofEpochMilli(unixMillis(latest)).minus(maxDisorder);
      job.awaitStatistics(
          rows ->
              rowsByWindow.entrySet().stream()
                  .filter(window -> !window.getKey().plus(WINDOW).isAfter(bound))
                  .allMatch(
                      window ->
                          countByWindow(rows).getOrDefault(window.getKey(), 0L)
                              >= window.getValue()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void rows_ofWindow_areEmittedWhenBoundPasses(final int parallelism) throws Exception {
    final Duration maxDisorder = Duration.ofSeconds(20);
    final WrittenTrace trace =
        TrafficTraces.inMemory(
            "--sends=2000", "--send-share=1", "--cpus=2", "--seconds=120", "--buffer-size=4K");
    final Path file = folder.resolve("live.etl");
    try (GrowingTrace growing = GrowingTrace.begin(file, trace);
        RunningJob job = follow(file, new ContinuousMonitoring(maxDisorder, NEVER), parallelism)) {
      writeAtThePaceOf(job, growing, rowsByWindow(trace), maxDisorder);
      growing.endSession();
      job.awaitEnd();

      assertThat(csv(job.rows()))
          .containsExactlyInAnyOrderElementsOf(TrafficTraces.rows(trace.events()));
      assertThat(job.late()).isEmpty();
      assertThat(job.traces())
          .singleElement()
          .returns((long) trace.readableEvents().size(), TraceQuality::selectedEvents)
          .returns((long) trace.buffers().size() + 1, TraceQuality::buffers)
          .returns(0L, TraceQuality::lateEvents)
          .returns(null, TraceQuality::problem)
          .satisfies(row -> assertThat(row.sessionEnd()).isNotNull());
    }
  }

  @Test
  void events_laterThanBound_areLate() throws Exception {
    final Duration maxDisorder = Duration.ofSeconds(5);
    final WrittenTrace trace =
        TrafficTraces.inMemory(
            "--sends=1500",
            "--send-share=1",
            "--cpus=4",
            "--idle-cpus=1",
            "--seconds=100",
            "--buffer-size=4K");
    final Path file = folder.resolve("live.etl");
    try (GrowingTrace growing = GrowingTrace.begin(file, trace);
        RunningJob job = follow(file, new ContinuousMonitoring(maxDisorder, NEVER), 2)) {
      long latest = 0;
      while (growing.hasMore()) {
        final WrittenBuffer buffer = growing.writeNext();
        latest = Math.max(latest, growing.firstEvent(buffer));
        final Instant bound = Instant.ofEpochMilli(unixMillis(latest)).minus(maxDisorder);
        job.awaitStatistics(rows -> closedUpTo(rows, bound));
      }
      growing.endSession();
      job.awaitEnd();

      final Map<String, Long> late =
          job.late().stream().collect(groupingBy(FollowJobIT::text, counting()));
      final List<WrittenEvent> inTime = new ArrayList<>();
      for (final WrittenEvent event : TrafficTraces.counted(trace)) {
        if (late.merge(text(event), -1L, Long::sum) < 0) {
          inTime.add(event);
        }
      }
      assertThat(late.values()).as("unexpected late events").allMatch(left -> left <= 0);
      assertThat(job.late()).isNotEmpty().hasSizeLessThan(trace.readableEvents().size() / 2);
      assertThat(withoutCompleteness(csv(job.rows())))
          .containsExactlyInAnyOrderElementsOf(withoutCompleteness(TrafficTraces.rows(inTime)));
      assertThat(job.statistics())
          .filteredOn(row -> job.late().stream().anyMatch(event -> isIn(row, event)))
          .isNotEmpty()
          .noneMatch(RowValues::dataComplete);
      assertThat(job.traces())
          .singleElement()
          .returns((long) trace.readableEvents().size(), TraceQuality::selectedEvents)
          .returns((long) job.late().size(), TraceQuality::lateEvents)
          .satisfies(row -> assertThat(row.problem()).contains("late events"));
    }
  }

  private static List<String> withoutCompleteness(final List<String> lines) {
    return lines.stream().map(line -> line.substring(0, line.lastIndexOf(','))).toList();
  }

  private static boolean isIn(final RowValues row, final EventRow late) {
    final Instant time = Instant.ofEpochMilli(late.event().timestampMillis());
    return !time.isBefore(row.windowStart()) && time.isBefore(row.windowEnd());
  }

  /**
   * Whether there is a row of the window that ends at the bound, or of the last one before with
   * rows.
   */
  private static boolean closedUpTo(final List<RowValues> rows, final Instant bound) {
    final long end = bound.toEpochMilli() - Math.floorMod(bound.toEpochMilli(), WINDOW.toMillis());
    return bound.isBefore(Instant.parse("2026-03-02T09:00:10Z"))
        || rows.stream().anyMatch(row -> row.windowEnd().toEpochMilli() >= end);
  }

  private static String text(final EventRow late) {
    return late.event().time + " " + late.event().type.name() + " " + late.event().octets;
  }

  private static String text(final WrittenEvent written) {
    return written.time()
        + " "
        + written.event().type().name()
        + " "
        + TrafficTraces.octets(written);
  }

  @Test
  void silentFile_doesNotHoldBackWindowsOfOthers() throws Exception {
    final WrittenTrace silent = TrafficTraces.inMemory("--sends=500", "--buffer-size=4K");
    final WrittenTrace live =
        TrafficTraces.inMemory("--sends=1000", "--buffer-size=4K", "--seed=2", "--cpus=1");
    try (GrowingTrace first = GrowingTrace.begin(folder.resolve("silent.etl"), silent);
        GrowingTrace second = GrowingTrace.begin(folder.resolve("live.etl"), live);
        RunningJob job =
            follow(
                folder,
                new ContinuousMonitoring(Duration.ofSeconds(1), Duration.ofSeconds(2)),
                2)) {
      first.writeNext(2);
      while (second.hasMore()) {
        second.writeNext();
        Thread.sleep(20);
      }

      job.awaitStatistics(
          rows -> rows.stream().anyMatch(row -> row.windowEnd().isAfter(lastWindow())));
      job.awaitTraces(rows -> rows.stream().anyMatch(row -> row.path().endsWith("silent.etl")));
    }
  }

  private static Instant lastWindow() {
    return Instant.parse("2026-03-02T09:00:40Z");
  }

  @Test
  void traceAddedToFolder_isReadOnce() throws Exception {
    final WrittenTrace first = TrafficTraces.inMemory("--sends=2000", "--buffer-size=8K");
    final WrittenTrace second =
        TrafficTraces.inMemory(
            "--sends=2000", "--buffer-size=8K", "--seed=2", "--start=2026-03-02T09:02:00Z");
    final ContinuousMonitoring following =
        new ContinuousMonitoring(Duration.ZERO, Duration.ofMillis(500));
    Files.createDirectory(folder.resolve("traces"));
    try (RunningJob job = follow(folder.resolve("traces"), following, 2)) {
      put("first.etl", first);
      job.awaitTraces(rows -> rows.size() == 1);
      put("second.etl", second);
      job.awaitTraces(rows -> rows.size() == 2);
      job.awaitStatistics(rows -> rows.size() >= 20);
      final List<WrittenEvent> events = new ArrayList<>(first.readableEvents());
      events.addAll(second.readableEvents());
      final List<String> expected = TrafficTraces.rows(events);
      job.awaitStatistics(rows -> rows.size() >= expected.size() - 1);

      assertThat(csv(job.rows())).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(job.late()).isEmpty();
    }
  }

  /** Writes the file beside the folder and moves it, so that it appears at once. */
  private void put(final String name, final WrittenTrace trace) throws IOException {
    final Path aside = Files.write(folder.resolve(name), trace.bytes());
    Files.move(aside, folder.resolve("traces").resolve(name));
  }
}
