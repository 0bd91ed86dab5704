package org.etwflow.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.testing.SessionHeader.session;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.core.fs.Path;
import org.etwflow.etl.TimeSpan;
import org.etwflow.etl.Trace;
import org.etwflow.source.config.ContinuousMonitoring;
import org.etwflow.source.discovery.TraceFile;
import org.etwflow.source.enumerator.FollowedTrace.Stage;
import org.etwflow.source.split.EtlSplit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lower bound of the records to come. Times are in seconds. */
class FollowedTracesTest {

  private static final long MAX_DISORDER = 5;
  private static final long IDLE_TIMEOUT = 30;
  private static final long DAY = 86_400;
  private static final long NINE = Instant.parse("2026-03-02T09:00:00Z").getEpochSecond();
  private static final long UNIX_EPOCH = 11_644_473_600L;

  private final FollowedTraces traces = restored();

  private static FollowedTraces restored(final FollowedTrace... known) {
    return new FollowedTraces(
        new ContinuousMonitoring(
            Duration.ofSeconds(MAX_DISORDER), Duration.ofSeconds(IDLE_TIMEOUT)),
        List.of(known));
  }

  private static FollowedTrace trace(
      final String file, final long latest, final long grown, final Stage stage) {
    return new FollowedTrace(
        new Trace(file, null, 100, session().header()).withMissing(List.of()),
        new FollowedTrace.Seen(100, 200),
        new FollowedTrace.Indexed(100, 3, (latest + UNIX_EPOCH) * 10_000_000),
        grown * 1_000,
        stage);
  }

  private static FollowedTrace growing(final String file, final long latest) {
    return trace(file, latest, NINE, Stage.GROWING);
  }

  private static TraceGrowth growth(final FollowedTrace before, final FollowedTrace after) {
    return new TraceGrowth(before, after, List.of(), List.of());
  }

  private void accept(final FollowedTrace trace) {
    final TraceGrowth growth = growth(traces.get(file(trace.file())), trace);
    assertThat(traces.accept(growth)).isTrue();
  }

  private static TraceFile file(final String name) {
    return new TraceFile(new Path(name), 100, 200);
  }

  private static List<TraceFile> files(final String... names) {
    return Stream.of(names).map(FollowedTracesTest::file).toList();
  }

  private List<TraceGrowth> noticeGone(final List<TraceFile> present, final long nowMillis) {
    return traces.noticeUnread(present, Map.of(), nowMillis);
  }

  private static long lowerBound(final FollowedTraces of, final long now) {
    return of.lowerBound(now * 1_000) / 10_000_000 - UNIX_EPOCH;
  }

  private long lowerBound(final long now) {
    return lowerBound(traces, now);
  }

  @Test
  void lowerBound_isOfSlowestGrowingFile() {
    accept(growing("/a", NINE + 20));
    accept(growing("/b", NINE + 10));
    accept(growing("/c", NINE + 30));

    assertThat(lowerBound(NINE + 40)).isEqualTo(NINE + 10 - MAX_DISORDER);
    accept(growing("/b", NINE + 25));
    assertThat(lowerBound(NINE + 40)).isEqualTo(NINE + 20 - MAX_DISORDER);
  }

  @ParameterizedTest
  @EnumSource(names = {"SILENT", "FINISHED"})
  void lowerBound_ignoresFilesThatDoNotGrow(final Stage stage) {
    accept(trace("/a", NINE + 10, NINE, stage));
    accept(growing("/b", NINE + 20));

    assertThat(lowerBound(NINE + 40)).isEqualTo(NINE + 20 - MAX_DISORDER);
  }

  @Test
  void lowerBound_ofGrowingFile_holdsAtAnyTime() {
    accept(trace("/a", NINE + 500, NINE, Stage.FINISHED));
    accept(growing("/b", NINE + 20));

    assertThat(lowerBound(NINE + 1_000)).isEqualTo(NINE + 20 - MAX_DISORDER);
  }

  @ParameterizedTest
  @EnumSource(names = {"SILENT", "FINISHED"})
  void lowerBound_withoutGrowingFile_followsClockAfterIdleTimeout(final Stage stage) {
    accept(trace("/a", NINE + 20, NINE + 100, stage));
    accept(trace("/b", NINE + 10, NINE + 110, stage));

    final long latest = NINE + 20 - MAX_DISORDER;
    assertThat(lowerBound(NINE + 110)).isEqualTo(latest);
    assertThat(lowerBound(NINE + 110 + IDLE_TIMEOUT)).isEqualTo(latest);
    assertThat(lowerBound(NINE + 111 + IDLE_TIMEOUT)).isEqualTo(latest + 1);
    assertThat(lowerBound(NINE + 710 + IDLE_TIMEOUT)).isEqualTo(latest + 600);
  }

  @Test
  void lowerBound_withoutFiles_isUnknown() {
    assertThat(lowerBound(NINE)).isLessThan(0);
  }

  @ParameterizedTest
  @EnumSource
  void timeFarInTheFuture_isIgnored(final Stage stage) {
    accept(trace("/ahead", NINE + DAY, NINE, stage));
    assertThat(lowerBound(NINE + 40)).isLessThan(NINE);

    accept(trace("/b", NINE + 20, NINE, Stage.FINISHED));
    assertThat(lowerBound(NINE + 10)).isEqualTo(NINE + 20 - MAX_DISORDER);
  }

  @Test
  void timeSlightlyInTheFuture_isUsed() {
    accept(growing("/ahead", NINE + 600));

    assertThat(lowerBound(NINE)).isEqualTo(NINE + 600 - MAX_DISORDER);
  }

  @Test
  void growth_alreadyFoundByAnotherLook_isIgnored() {
    final FollowedTrace first = growing("/a", NINE + 10);
    final FollowedTrace second = growing("/a", NINE + 20);
    final FollowedTrace third = growing("/a", NINE + 30);

    assertThat(traces.accept(growth(null, first))).isTrue();
    assertThat(traces.accept(growth(null, first))).isFalse();
    assertThat(traces.accept(growth(first, second))).isTrue();
    assertThat(traces.accept(growth(first, third))).isFalse();
    assertThat(traces.get(file("/a"))).isEqualTo(second);
    assertThat(traces.accept(growth(second, third))).isTrue();
    assertThat(traces.all()).containsExactly(third);
  }

  @Test
  void missingFile_holdsBackTimeUntilIdleTimeout() {
    accept(growing("/a", NINE + 10));
    accept(growing("/b", NINE + 20));

    noticeGone(files("/b"), 1_000 * NINE);
    noticeGone(files("/b"), 1_000 * (NINE + IDLE_TIMEOUT) - 1);
    assertThat(lowerBound(NINE)).isEqualTo(NINE + 10 - MAX_DISORDER);

    noticeGone(files("/b"), 1_000 * (NINE + IDLE_TIMEOUT));
    assertThat(traces.get(file("/a")).stage()).isEqualTo(Stage.SILENT);
    assertThat(lowerBound(NINE)).isEqualTo(NINE + 20 - MAX_DISORDER);
  }

  private static FollowedTrace missing(final FollowedTrace trace, final TimeSpan... spans) {
    return new FollowedTrace(
        trace.trace().withMissing(List.of(spans)),
        trace.seen(),
        trace.indexed(),
        trace.grown(),
        trace.stage());
  }

  /** Time in FILETIME of a number of seconds after nine. */
  private static long at(final long seconds) {
    return (NINE + seconds + UNIX_EPOCH) * 10_000_000;
  }

  private static void assertLost(final TraceGrowth growth, final TimeSpan... spans) {
    assertThat(growth.after().stage()).isEqualTo(Stage.SILENT);
    assertThat(growth.after().missing()).containsExactly(spans);
    assertThat(growth.missing())
        .singleElement()
        .returns(true, EtlSplit::isReport)
        .returns(100L, EtlSplit::offset)
        .satisfies(report -> assertThat(report.trace().missing()).containsExactly(spans));
    assertThat(growth.splits())
        .singleElement()
        .returns(growth.missing().get(0).trace().id(), end -> end.trace().id())
        .returns(true, EtlSplit::endOfTrace)
        .satisfies(end -> assertThat(end.remark().note()).contains("from 2026-03-02T09:00:09Z on"));
  }

  @Test
  void missingGrowingFile_losesItsTailOnceAfterIdleTimeout() {
    accept(missing(growing("/a", NINE + 10), new TimeSpan(at(2), at(4))));

    assertThat(noticeGone(files(), 1_000 * NINE)).isEmpty();
    assertThat(noticeGone(files(), 1_000 * (NINE + IDLE_TIMEOUT)))
        .singleElement()
        .satisfies(
            growth ->
                assertLost(
                    growth,
                    new TimeSpan(at(2), at(4)),
                    // A buffer that begins at ten may have a record of a second before.
                    new TimeSpan(at(9), Long.MAX_VALUE)));
    assertThat(noticeGone(files(), 1_000 * (NINE + 2 * IDLE_TIMEOUT))).isEmpty();
  }

  @Test
  void unreadableGrowingFile_losesItsTailOnceAfterIdleTimeout() {
    accept(growing("/a", NINE + 10));
    accept(growing("/b", NINE + 20));
    final Map<String, Long> unread = Map.of("/a", 1_000 * NINE);

    assertThat(traces.noticeUnread(files("/a", "/b"), unread, 1_000 * (NINE + IDLE_TIMEOUT) - 1))
        .isEmpty();
    assertThat(lowerBound(NINE)).isEqualTo(NINE + 10 - MAX_DISORDER);
    assertThat(traces.noticeUnread(files("/a", "/b"), unread, 1_000 * (NINE + IDLE_TIMEOUT)))
        .singleElement()
        .satisfies(growth -> assertLost(growth, new TimeSpan(at(9), Long.MAX_VALUE)));
    assertThat(lowerBound(NINE)).isEqualTo(NINE + 20 - MAX_DISORDER);
    assertThat(traces.noticeUnread(files("/a", "/b"), unread, 1_000 * (NINE + DAY))).isEmpty();
    assertThat(traces.get(file("/a"))).isNotNull();
  }

  @ParameterizedTest
  @EnumSource(names = {"SILENT", "FINISHED"})
  void missingOrUnreadableFile_thatDoesNotGrow_losesNothingMore(final Stage stage) {
    accept(trace("/a", NINE, NINE, stage));
    accept(trace("/b", NINE, NINE, stage));

    noticeGone(files("/b"), 1_000 * NINE);
    assertThat(
            traces.noticeUnread(
                files("/b"), Map.of("/b", 1_000 * NINE), 1_000 * (NINE + IDLE_TIMEOUT)))
        .isEmpty();
  }

  @Test
  void forgottenFile_whoseSessionWasOpen_hasAFinalReport() {
    final TimeSpan lost = new TimeSpan(at(2), Long.MAX_VALUE);
    accept(missing(trace("/a", NINE, NINE, Stage.SILENT), lost));
    accept(trace("/b", NINE, NINE, Stage.FINISHED));

    noticeGone(files(), 1_000 * NINE);
    final List<EtlSplit> reports =
        noticeGone(files(), 1_000 * (NINE + DAY)).stream()
            .flatMap(growth -> growth.missing().stream())
            .toList();

    assertThat(reports)
        .singleElement()
        .returns(Long.MAX_VALUE, EtlSplit::offset)
        .satisfies(report -> assertThat(report.trace().missing()).containsExactly(lost));
    assertThat(traces.all()).isEmpty();
  }

  @Test
  void missingFile_isNotForgottenBeforeItsTailIsLost() {
    final FollowedTraces patient =
        new FollowedTraces(
            new ContinuousMonitoring(Duration.ZERO, Duration.ofDays(2)),
            List.of(growing("/a", NINE)));

    assertThat(patient.noticeUnread(files(), Map.of(), 1_000 * NINE)).isEmpty();
    assertThat(patient.noticeUnread(files(), Map.of(), 1_000 * (NINE + DAY))).isEmpty();
    assertThat(patient.all()).hasSize(1);
    assertThat(patient.noticeUnread(files(), Map.of(), 1_000 * (NINE + 2 * DAY)))
        .flatExtracting(TraceGrowth::missing)
        .extracting(EtlSplit::offset)
        .containsExactly(100L, Long.MAX_VALUE);
  }

  @Test
  void reappearedFile_countsAsPresent() {
    accept(growing("/a", NINE + 10));

    noticeGone(files(), 1_000 * NINE);
    noticeGone(files("/a"), 1_000 * (NINE + IDLE_TIMEOUT - 1));
    noticeGone(files(), 1_000 * (NINE + IDLE_TIMEOUT));

    assertThat(traces.get(file("/a")).stage()).isEqualTo(Stage.GROWING);
  }

  @Test
  void missingFinishedFile_staysFinished() {
    accept(trace("/a", NINE, NINE, Stage.FINISHED));

    noticeGone(files(), 1_000 * NINE);
    noticeGone(files(), 1_000 * (NINE + IDLE_TIMEOUT));

    assertThat(traces.get(file("/a")).stage()).isEqualTo(Stage.FINISHED);
  }

  @Test
  void missingFile_isForgottenAfterOneDay() {
    accept(trace("/a", NINE, NINE, Stage.FINISHED));
    accept(trace("/b", NINE, NINE, Stage.FINISHED));

    noticeGone(files("/b"), 1_000 * NINE);
    noticeGone(files("/b"), 1_000 * (NINE + DAY) - 1);
    assertThat(traces.all()).extracting(FollowedTrace::file).containsExactlyInAnyOrder("/a", "/b");

    noticeGone(files("/b"), 1_000 * (NINE + DAY));
    assertThat(traces.all()).extracting(FollowedTrace::file).containsExactly("/b");
    assertThat(traces.get(file("/a"))).isNull();
  }

  private boolean areFinished(final long now, final String... present) {
    noticeGone(files(present), 1_000 * now);
    return traces.areFinished(files(present), 1_000 * now);
  }

  @Test
  void areFinished_whenLastFileIs() {
    accept(trace("/a", NINE, NINE, Stage.FINISHED));
    accept(growing("/b", NINE));
    assertThat(areFinished(NINE, "/a", "/b")).isFalse();

    accept(trace("/b", NINE, NINE, Stage.SILENT));
    assertThat(areFinished(NINE + DAY, "/a", "/b")).isFalse();

    accept(trace("/b", NINE, NINE, Stage.FINISHED));
    assertThat(areFinished(NINE + DAY, "/a", "/b")).isTrue();
  }

  @Test
  void areFinished_withUnknownFile_isFalse() {
    assertThat(areFinished(NINE, "/a")).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"GROWING", "SILENT"})
  void missingFile_isFinishedAfterIdleTimeout(final Stage stage) {
    accept(trace("/a", NINE, NINE, stage));

    assertThat(areFinished(NINE)).isFalse();
    assertThat(areFinished(NINE + IDLE_TIMEOUT - 1)).isFalse();
    assertThat(areFinished(NINE + IDLE_TIMEOUT)).isTrue();
  }

  @Test
  void restoredTraces_areContinued() {
    final FollowedTrace a = growing("/a", NINE + 10);
    final FollowedTrace b = trace("/b", NINE, NINE, Stage.FINISHED);

    final FollowedTraces after = restored(a, b);

    assertThat(after.all()).containsExactlyInAnyOrder(a, b);
    assertThat(after.get(file("/a"))).isEqualTo(a);
    assertThat(lowerBound(after, NINE)).isEqualTo(NINE + 10 - MAX_DISORDER);
  }
}
