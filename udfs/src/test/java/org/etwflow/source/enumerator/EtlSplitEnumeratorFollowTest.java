package org.etwflow.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.flink.util.FlinkRuntimeException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.etwflow.etl.FirstRecordTime;
import org.etwflow.etl.TimeSpan;
import org.etwflow.source.config.ContinuousMonitoring;
import org.etwflow.source.config.HostNaming;
import org.etwflow.source.config.SplitSize;
import org.etwflow.source.config.StorageErrors;
import org.etwflow.source.event.EventTimeEvent;
import org.etwflow.source.file.StorageRequests;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.planner.SplitPlanner;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.SplitKind;
import org.etwflow.testing.Bytes;
import org.etwflow.testing.FlakyFileSystem;
import org.etwflow.testing.GrowingFile;
import org.etwflow.testing.SetClock;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Assignment of splits of growing files, and the event time sent to waiting readers. */
class EtlSplitEnumeratorFollowTest {

  private static final int READERS = 3;
  private static final int BUFFER_SIZE = 4_096;
  private static final Duration MAX_DISORDER = Duration.ofSeconds(5);
  private static final long DISORDER = 10_000 * MAX_DISORDER.toMillis();
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);
  private static final WrittenTrace TRACE = written("--start=2026-03-02T09:00:00Z");

  @TempDir private Path folder;

  private final SetClock clock = new SetClock(Instant.parse("2026-03-02T10:00:00Z"));
  private TraceInput input = TraceInput.DEFAULT;
  private LookContext context = new LookContext(READERS);
  private EtlSplitEnumerator enumerator;

  /**
   * By reader: number of assigned splits when it last made a request after a report of missing
   * buffers.
   */
  private final Map<Integer, Integer> readMissing = new HashMap<>();

  /** Trace of one CPU: its buffers are in order of time. */
  private static WrittenTrace written(final String... options) {
    final Stream<String> all =
        Stream.concat(
            Stream.of("--sends=600", "--send-share=1", "--cpus=1", "--buffer-size=4K"),
            Stream.of(options));
    return TraceGenerator.inMemory(all.toArray(String[]::new));
  }

  private static long firstTime(final WrittenTrace trace, final int buffer) {
    return buffer == 0
        ? trace.session().startTime()
        : trace.sends().stream()
            .filter(send -> send.buffer().get().equals(trace.buffers().get(buffer - 1)))
            .findFirst()
            .orElseThrow()
            .time();
  }

  private GrowingFile file(final String name) {
    return new GrowingFile(folder.resolve(name));
  }

  private void write(final String name, final byte[] bytes, final int length) {
    file(name).holds(bytes, length, clock.millis());
  }

  private void grow(final String name, final WrittenTrace trace, final int buffers) {
    write(name, GrowingFile.open(trace), buffers * BUFFER_SIZE);
  }

  private void close(final String name, final WrittenTrace trace) {
    write(name, trace.bytes(), trace.bytes().length);
  }

  /** Errors of the file system last at once. */
  private static TraceInput withoutRepetition(final StorageErrors.Reaction reaction) {
    return new TraceInput(new StorageRequests(new StorageErrors(Duration.ZERO, reaction)));
  }

  private void follow(final String... inputs) {
    follow(EtlEnumeratorState.INITIAL, inputs);
  }

  private void follow(final EtlEnumeratorState state, final String... inputs) {
    context = new LookContext(READERS);
    readMissing.clear();
    enumerator =
        new ContinuousEtlSplitEnumerator(
            context,
            List.of(inputs),
            new SplitPlanner(new HostNaming.OneMachine(), SplitSize.of(1), input),
            new ContinuousMonitoring(MAX_DISORDER, IDLE_TIMEOUT),
            ScanPhase.none(state.scan()),
            clock,
            state);
    enumerator.start();
  }

  /** Restores the enumerator from a checkpoint. */
  private void restore(final String... inputs) {
    final EtlEnumeratorStateSerializer serializer = new EtlEnumeratorStateSerializer();
    try {
      final byte[] state = serializer.serialize(enumerator.snapshotState(1));
      follow(serializer.deserialize(serializer.getVersion(), state), inputs);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void look() {
    context.look().run();
    for (int reader = 0; reader < READERS; reader++) {
      askBehindMissing(reader);
    }
  }

  private void lookAfter(final Duration time) {
    clock.pass(time);
    look();
  }

  private void ask(final int reader) {
    enumerator.handleSplitRequest(reader, "host");
    askBehindMissing(reader);
  }

  /** Requests splits until one has buffers. A report of missing buffers is read at once. */
  private void askBehindMissing(final int reader) {
    final List<EtlSplit> all = allAssignedTo(reader);
    if (!all.isEmpty()
        && isOfMissing(all.get(all.size() - 1))
        && !Objects.equals(readMissing.put(reader, all.size()), all.size())) {
      ask(reader);
    }
  }

  private static boolean isOfMissing(final EtlSplit split) {
    return split.kind() instanceof SplitKind.MissingSoFar;
  }

  private List<EtlSplit> assignedTo(final int reader) {
    return allAssignedTo(reader).stream().filter(split -> !isOfMissing(split)).toList();
  }

  private List<EtlSplit> allAssignedTo(final int reader) {
    final var assignment = context.getSplitAssignments().get(reader);
    return assignment == null ? List.of() : assignment.getAssignedSplits();
  }

  private boolean hasNoMore(final int reader) {
    final var assignment = context.getSplitAssignments().get(reader);
    return assignment != null && assignment.hasReceivedNoMoreSplitsSignal();
  }

  private List<Long> sentTo(final int reader) {
    return context.getSentEvents().getOrDefault(reader, List.of()).stream()
        .map(event -> ((EventTimeEvent) event).time())
        .toList();
  }

  private long lastSentTo(final int reader) {
    final List<Long> sent = sentTo(reader);
    return sent.get(sent.size() - 1);
  }

  /** All splits that a reader receives until there are none left. */
  private List<EtlSplit> handOutAll(final int reader) {
    final List<EtlSplit> before = List.copyOf(assignedTo(reader));
    int had;
    do {
      had = assignedTo(reader).size();
      ask(reader);
    } while (assignedTo(reader).size() > had);
    return List.copyOf(assignedTo(reader).subList(before.size(), had));
  }

  private static List<Long> offsets(final List<EtlSplit> splits) {
    return splits.stream().map(EtlSplit::offset).toList();
  }

  private static List<Long> buffers(final int from, final int to) {
    return Stream.iterate(from, buffer -> buffer + 1)
        .limit(to - from)
        .map(buffer -> (long) buffer * BUFFER_SIZE)
        .toList();
  }

  @Test
  void waitingReader_receivesNonDecreasingEventTime() {
    grow("a.etl", TRACE, 3);
    follow(folder.toString());
    look();
    handOutAll(0);
    assertThat(lastSentTo(0)).isEqualTo(firstTime(TRACE, 2) - DISORDER);

    grow("a.etl", TRACE, 5);
    look();
    handOutAll(0);
    final long reached = firstTime(TRACE, 4) - DISORDER;
    assertThat(lastSentTo(0)).isEqualTo(reached);

    grow("b.etl", written("--seed=2", "--start=2026-03-02T08:00:00Z"), 1);
    look();
    handOutAll(0);
    assertThat(lastSentTo(0)).isEqualTo(reached);
    assertThat(sentTo(0)).isSorted();
  }

  @Test
  void eventTime_withoutGrowth_followsClock() {
    grow("a.etl", TRACE, 3);
    follow(folder.toString());
    look();
    handOutAll(0);
    lookAfter(IDLE_TIMEOUT);
    handOutAll(0);
    final long latest = firstTime(TRACE, 2) - DISORDER;
    assertThat(lastSentTo(0)).isEqualTo(latest);

    lookAfter(Duration.ofSeconds(100));

    assertThat(lastSentTo(0)).isEqualTo(latest + 100 * 10_000_000L);
  }

  @Test
  void growth_isAssignedToWaitingReadersAtNextLook() {
    grow("a.etl", TRACE, 1);
    follow(folder.toString());
    look();
    handOutAll(0);
    ask(1);
    assertThat(assignedTo(1)).isEmpty();

    grow("a.etl", TRACE, 3);
    look();

    assertThat(offsets(assignedTo(0))).isEqualTo(List.of(0L, 1L * BUFFER_SIZE));
    assertThat(offsets(assignedTo(1))).isEqualTo(List.of(2L * BUFFER_SIZE));
    final int sent = sentTo(0).size();
    look();
    assertThat(sentTo(0)).as("event times sent to a reader that does not wait").hasSize(sent);
  }

  private static long lowerBound(final WrittenTrace trace, final int buffer) {
    return firstTime(trace, buffer) - FirstRecordTime.MAX_DISORDER;
  }

  @Test
  void assignedSplit_hasTimeReachedAndBoundOfRest() {
    grow("a.etl", TRACE, 3);
    follow(folder.toString());
    look();
    handOutAll(0);
    final long reached = firstTime(TRACE, 2) - DISORDER;

    grow("a.etl", TRACE, 6);
    look();
    handOutAll(1);

    final EtlSplit first = assignedTo(0).get(3);
    assertThat(first.offset()).isEqualTo(3 * BUFFER_SIZE);
    assertThat(first.timeReached()).isEqualTo(reached);
    final long bound = firstTime(TRACE, 5) - DISORDER;
    assertThat(first.boundOfRest()).isEqualTo(Math.min(lowerBound(TRACE, 4), bound));
    assertThat(assignedTo(1))
        .extracting(EtlSplit::boundOfRest)
        .containsExactly(Math.min(lowerBound(TRACE, 5), bound), bound);
    assertThat(assignedTo(1).get(1).timeReached())
        .isEqualTo(Math.max(reached, assignedTo(1).get(0).boundOfRest()));
  }

  @Test
  void returnedSplit_keepsFirstTimeReached() {
    grow("a.etl", TRACE, 3);
    follow(folder.toString());
    look();
    ask(0);
    final EtlSplit first = assignedTo(0).get(0);
    handOutAll(1);
    assertThat(lastSentTo(1)).isGreaterThan(first.timeReached());

    enumerator.addSplitsBack(List.of(first), 0);
    ask(2);

    assertThat(assignedTo(2)).singleElement().returns(first.timeReached(), EtlSplit::timeReached);
  }

  @Test
  void allFilesFinished_noMoreSplits() {
    grow("a.etl", TRACE, 3);
    close("b.etl", TRACE);
    follow(file("a.etl").name(), file("b.etl").name());
    look();
    handOutAll(0);
    lookAfter(IDLE_TIMEOUT);
    handOutAll(0);
    lookAfter(Duration.ofHours(1));
    assertThat(hasNoMore(0)).isFalse();

    close("a.etl", TRACE);
    look();
    assertThat(hasNoMore(0)).isFalse();
    handOutAll(0);
    assertThat(hasNoMore(0)).isTrue();
    ask(1);
    assertThat(hasNoMore(1)).isTrue();
  }

  @Test
  void waitingReaders_receiveNoMoreSplits() {
    grow("a.etl", TRACE, TRACE.bytes().length / BUFFER_SIZE);
    follow(file("a.etl").name());
    look();
    handOutAll(0);
    ask(1);
    assertThat(hasNoMore(0) || hasNoMore(1)).isFalse();
    close("a.etl", TRACE);
    look();

    assertThat(assignedTo(0)).last().returns(true, EtlSplit::endOfTrace);
    assertThat(hasNoMore(1)).isTrue();
    ask(0);
    assertThat(hasNoMore(0)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/*.etl"})
  void monitoredFolder_neverEnds(final String glob) {
    close("a.etl", TRACE);
    follow(folder + glob);
    look();
    handOutAll(0);
    lookAfter(Duration.ofDays(2));

    assertThat(hasNoMore(0)).isFalse();
    close("b.etl", written("--seed=2"));
    look();
    assertThat(assignedTo(0).get(assignedTo(0).size() - 1).trace().path()).endsWith("b.etl");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 300})
  void fileWithoutLogHeader_isWaitedFor(final int octets) {
    write("a.etl", TRACE.bytes(), octets);
    follow(file("a.etl").name());
    ask(0);
    look();
    assertThat(hasNoMore(0)).isFalse();

    close("a.etl", TRACE);
    look();
    handOutAll(0);
    assertThat(offsets(assignedTo(0))).isEqualTo(buffers(0, 1 + TRACE.buffers().size()));
    assertThat(hasNoMore(0)).isTrue();
  }

  @Test
  void circularFile_isWaitedFor() {
    close("a.etl", written("--circular=5"));
    follow(file("a.etl").name());
    ask(0);
    look();
    assertThat(hasNoMore(0)).isFalse();

    lookAfter(IDLE_TIMEOUT);
    handOutAll(0);
    assertThat(offsets(assignedTo(0))).containsExactlyInAnyOrderElementsOf(buffers(0, 6));
    assertThat(hasNoMore(0)).isTrue();
  }

  @Test
  void brieflyMissingFile_doesNotEnd() throws IOException {
    grow("a.etl", TRACE, 3);
    follow(file("a.etl").name());
    look();
    handOutAll(0);
    Files.delete(folder.resolve("a.etl"));
    look();
    assertThat(hasNoMore(0)).isFalse();

    clock.pass(Duration.ofSeconds(1));
    grow("a.etl", TRACE, 4);
    look();
    assertThat(offsets(assignedTo(0))).isEqualTo(buffers(0, 4));

    Files.delete(folder.resolve("a.etl"));
    handOutAll(0);
    look();
    assertThat(hasNoMore(0)).isFalse();
    lookAfter(IDLE_TIMEOUT);
    handOutAll(0);
    assertThat(hasNoMore(0)).isTrue();
  }

  private List<EtlSplit> reportsTo(final int reader) {
    return allAssignedTo(reader).stream().filter(EtlSplit::isReport).toList();
  }

  private static long lastKnown(final WrittenTrace trace, final int buffers) {
    return firstTime(trace, buffers - 1) - FirstRecordTime.MAX_DISORDER;
  }

  private static void assertOpenFrom(final long time, final EtlSplit report) {
    assertThat(report.trace().missing()).containsExactly(new TimeSpan(time, Long.MAX_VALUE));
  }

  private void replaceByBrokenLink(final String name) throws IOException {
    final Path path = folder.resolve(name);
    Files.delete(path);
    Files.createSymbolicLink(path, folder.resolve("absent"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void missingOrUnreadableGrowingFile_isReportedBeforeEventTimeAdvances(final boolean isThere)
      throws IOException {
    grow("a.etl", TRACE, 3);
    grow("b.etl", TRACE, 8);
    follow(folder.toString());
    look();
    handOutAll(0);
    final long reached = lastSentTo(0);
    assertThat(reached).isEqualTo(firstTime(TRACE, 2) - DISORDER);

    if (isThere) {
      replaceByBrokenLink("a.etl");
    } else {
      Files.delete(folder.resolve("a.etl"));
    }
    look();
    grow("b.etl", TRACE, 10);
    lookAfter(IDLE_TIMEOUT);
    assertThat(reportsTo(0))
        .singleElement()
        .returns(reached, EtlSplit::timeReached)
        .satisfies(report -> assertOpenFrom(lastKnown(TRACE, 3), report));
    handOutAll(0);

    assertThat(lastSentTo(0)).isEqualTo(firstTime(TRACE, 9) - DISORDER);
    assertThat(assignedTo(0))
        .filteredOn(EtlSplit::endOfTrace)
        .singleElement()
        .satisfies(
            end ->
                assertThat(end.remark().note())
                    .contains(isThere ? "cannot be read any more" : "has disappeared"));

    Files.deleteIfExists(folder.resolve("a.etl"));
    grow("a.etl", TRACE, 4);
    look();
    assertThat(reportsTo(0).get(1))
        .returns(4L * BUFFER_SIZE, EtlSplit::offset)
        .satisfies(report -> assertThat(report.trace().missing()).isEmpty());
    handOutAll(0);
    assertThat(assignedTo(0))
        .filteredOn(split -> split.trace().path().endsWith("a.etl") && !split.endOfTrace())
        .extracting(EtlSplit::offset)
        .isEqualTo(buffers(0, 4));
  }

  @Test
  void finishedFile_whenDeleted_losesNothing() throws IOException {
    close("a.etl", TRACE);
    follow(folder.toString());
    look();
    handOutAll(0);
    Files.delete(folder.resolve("a.etl"));
    look();
    lookAfter(IDLE_TIMEOUT);
    lookAfter(Duration.ofDays(2));
    handOutAll(0);

    assertThat(reportsTo(0)).isEmpty();
    assertThat(assignedTo(0)).filteredOn(EtlSplit::endOfTrace).hasSize(1);
  }

  @Test
  void growingFile_thatDisappearedWhileTheJobWasDown_isReported() throws IOException {
    grow("a.etl", TRACE, 3);
    follow(folder.toString());
    look();
    handOutAll(0);
    final String id = assignedTo(0).get(0).trace().id();
    Files.delete(folder.resolve("a.etl"));
    restore(folder.toString());
    ask(0);
    look();
    assertThat(reportsTo(0)).isEmpty();
    lookAfter(IDLE_TIMEOUT);
    handOutAll(0);

    assertThat(reportsTo(0))
        .singleElement()
        .satisfies(report -> assertOpenFrom(lastKnown(TRACE, 3), report));
    assertThat(assignedTo(0))
        .singleElement()
        .returns(true, EtlSplit::endOfTrace)
        .returns(id, end -> end.trace().id());
    restore(folder.toString());
    look();
    lookAfter(IDLE_TIMEOUT);
    handOutAll(0);
    assertThat(allAssignedTo(0)).isEmpty();
  }

  @Test
  void pendingReport_isReplacedByNextReportOfItsTrace() {
    final byte[] open = GrowingFile.open(TRACE);
    final byte[] withoutSecond =
        Bytes.concat(
            Arrays.copyOf(open, 2 * BUFFER_SIZE),
            Arrays.copyOfRange(open, 3 * BUFFER_SIZE, open.length));
    write("a.etl", withoutSecond, 3 * BUFFER_SIZE);
    write("b.etl", withoutSecond, 3 * BUFFER_SIZE);
    follow(folder.toString());
    context.look().run();
    clock.pass(IDLE_TIMEOUT);
    write("b.etl", withoutSecond, 4 * BUFFER_SIZE);
    context.look().run();

    assertThat(enumerator.snapshotState(1).pending())
        .filteredOn(EtlSplit::isReport)
        .extracting(EtlSplit::splitId)
        .hasSize(2)
        .anyMatch(id -> id.contains("a.etl") && id.endsWith("SILENT"))
        .anyMatch(id -> id.contains("b.etl") && id.endsWith("GROWING"));
  }

  @Test
  void missingPath_failsJobAtStart() {
    final String input = folder.resolve("absent").toString();
    follow(input);

    assertThatThrownBy(this::look)
        .isInstanceOf(FlinkRuntimeException.class)
        .hasMessage("'%s' does not exist", input);
  }

  @AfterEach
  void refuseNothing() {
    FlakyFileSystem.refuseNothing();
  }

  private void failNextLook() {
    FlakyFileSystem.fail(1, 1, () -> {});
    look();
    assertThat(FlakyFileSystem.failuresLeft()).isZero();
  }

  @Test
  void failedLaterLook_isRetried() {
    grow("a.etl", TRACE, 3);
    FlakyFileSystem.fail(0, 1, () -> {});
    follow(FlakyFileSystem.SCHEME + ":" + folder);
    look();
    handOutAll(0);

    grow("a.etl", TRACE, 4);
    failNextLook();
    assertThat(assignedTo(0)).hasSize(3);
    look();

    assertThat(offsets(assignedTo(0))).isEqualTo(buffers(0, 4));
  }

  @Test
  void lastingErrorOfLaterLook_failsJob() {
    input = withoutRepetition(StorageErrors.Reaction.FAIL);
    grow("a.etl", TRACE, 3);
    follow(FlakyFileSystem.SCHEME + ":" + folder);
    look();

    FlakyFileSystem.refuse("a.etl", Integer.MAX_VALUE);

    assertThatThrownBy(this::look)
        .isInstanceOf(FlinkRuntimeException.class)
        .hasMessageContainingAll("a.etl", "403 Forbidden");
  }

  @Test
  void fileWithLastingError_ifSkipped_isReportedAfterTheIdleTimeout() {
    input = withoutRepetition(StorageErrors.Reaction.SKIP);
    grow("a.etl", TRACE, 3);
    grow("b.etl", TRACE, 2);
    FlakyFileSystem.refuse("a.etl", Integer.MAX_VALUE);
    follow(FlakyFileSystem.SCHEME + ":" + folder);

    look();
    assertThat(enumerator.snapshotState(1).pending())
        .extracting(split -> split.trace().path())
        .containsOnly(FlakyFileSystem.SCHEME + ":" + folder.resolve("b.etl"));
    lookAfter(IDLE_TIMEOUT);

    assertThat(enumerator.snapshotState(1).pending())
        .extracting(EtlSplit::kind)
        .filteredOn(SplitKind.Unreadable.class::isInstance)
        .singleElement(InstanceOfAssertFactories.type(SplitKind.Unreadable.class))
        .returns(true, SplitKind.Unreadable::isStorageError)
        .satisfies(
            kind ->
                assertThat(kind.problem())
                    .isEqualTo("cannot be read from offset 0 on: 403 Forbidden"));
  }

  @Test
  void eventTime_whileLooksFail_doesNotAdvance() {
    grow("a.etl", TRACE, 3);
    FlakyFileSystem.fail(0, 1, () -> {});
    follow(FlakyFileSystem.SCHEME + ":" + folder);
    look();
    lookAfter(IDLE_TIMEOUT);
    handOutAll(0);
    final long latest = firstTime(TRACE, 2) - DISORDER;

    clock.pass(Duration.ofHours(1));
    failNextLook();
    ask(1);

    assertThat(lastSentTo(1)).isEqualTo(latest);
  }

  @Test
  void emptyFolder_isWaitedFor() {
    follow(folder.toString());
    ask(0);
    look();
    lookAfter(Duration.ofHours(1));
    assertThat(hasNoMore(0)).isFalse();

    grow("a.etl", TRACE, 1);
    look();

    assertThat(offsets(assignedTo(0))).isEqualTo(buffers(0, 1));
  }

  @Test
  void restore_assignsEachSplitOnce() {
    grow("a.etl", TRACE, 5);
    close("done.etl", TRACE);
    follow(folder.toString());
    look();
    final List<EtlSplit> before = new ArrayList<>();
    for (int request = 0; request < 7; request++) {
      ask(0);
    }
    before.addAll(assignedTo(0));

    grow("a.etl", TRACE, 8);
    restore(folder.toString());
    look();
    before.addAll(handOutAll(0));
    restore(folder.toString());
    close("a.etl", TRACE);
    look();
    before.addAll(handOutAll(0));

    final List<Long> all = buffers(0, 1 + TRACE.buffers().size());
    for (final String file : List.of("a.etl", "done.etl")) {
      assertThat(before)
          .filteredOn(split -> split.trace().path().endsWith(file))
          .extracting(EtlSplit::offset)
          .containsExactlyInAnyOrderElementsOf(all);
    }
    assertThat(before).filteredOn(EtlSplit::endOfTrace).hasSize(2);
  }

  @Test
  void restore_keepsTimeReached() {
    grow("a.etl", TRACE, 5);
    follow(folder.toString());
    look();
    handOutAll(0);
    final long sent = lastSentTo(0);

    restore(folder.toString());
    ask(0);

    assertThat(sentTo(0)).containsExactly(sent);
  }

  @Test
  void restore_eventTimeAdvancesOnlyAfterLook() {
    grow("a.etl", TRACE, 5);
    follow(folder.toString());
    look();
    lookAfter(IDLE_TIMEOUT);
    handOutAll(0);
    final long sent = lastSentTo(0);

    clock.pass(Duration.ofHours(8));
    restore(folder.toString());
    ask(0);
    assertThat(sentTo(0)).containsExactly(sent);
    grow("a.etl", TRACE, 6);
    look();

    assertThat(allAssignedTo(0).get(0)).returns(sent, EtlSplit::timeReached);
    assertThat(assignedTo(0)).hasSize(1);
    ask(0);
    assertThat(lastSentTo(0)).isEqualTo(firstTime(TRACE, 5) - DISORDER);
  }

  @Test
  void growth_foundByTwoLooks_isAssignedOnce() {
    grow("a.etl", TRACE, 2);
    follow(folder.toString());
    look();
    handOutAll(0);

    grow("a.etl", TRACE, 4);
    final Runnable first = context.look();
    final Runnable second = context.look();
    grow("a.etl", TRACE, 5);
    final Runnable third = context.look();
    first.run();
    second.run();
    third.run();
    handOutAll(0);
    assertThat(offsets(assignedTo(0))).isEqualTo(buffers(0, 4));

    look();
    handOutAll(0);
    assertThat(offsets(assignedTo(0))).isEqualTo(buffers(0, 5));
  }

  @Test
  void pendingEnd_whenTraceGrows_isRemoved() {
    grow("a.etl", TRACE, 3);
    follow(folder.toString());
    look();
    lookAfter(IDLE_TIMEOUT);
    grow("a.etl", TRACE, 5);
    look();

    assertThat(offsets(handOutAll(0))).isEqualTo(buffers(0, 5));
    assertThat(assignedTo(0)).noneMatch(EtlSplit::endOfTrace);
    lookAfter(IDLE_TIMEOUT);
    assertThat(assignedTo(0).get(5))
        .matches(EtlSplit::endOfTrace)
        .returns(5L * BUFFER_SIZE, EtlSplit::offset);
  }

  @Test
  void overwrittenFile_endIsReportedOnce() {
    grow("a.etl", TRACE, 3);
    follow(folder.toString());
    look();
    lookAfter(IDLE_TIMEOUT);
    grow("a.etl", written("--start=2026-03-02T09:30:00Z"), 2);
    look();

    assertThat(handOutAll(0)).filteredOn(EtlSplit::endOfTrace).hasSize(1);
  }
}
