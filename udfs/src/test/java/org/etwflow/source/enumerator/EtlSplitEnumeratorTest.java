package org.etwflow.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.flink.connector.testutils.source.reader.TestingSplitEnumeratorContext;
import org.apache.flink.util.FlinkRuntimeException;
import org.etwflow.source.config.HostNaming;
import org.etwflow.source.config.SplitSize;
import org.etwflow.source.file.StorageRequests;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.planner.SplitPlanner;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.testing.Await;
import org.etwflow.testing.FlakyFileSystem;
import org.etwflow.traces.TraceGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Assignment of splits to readers. */
class EtlSplitEnumeratorTest {

  private static final int READERS = 3;
  private static final EtlEnumeratorState NOTHING_PLANNED = EtlEnumeratorState.INITIAL;

  @TempDir private Path folder;

  private final TestingSplitEnumeratorContext<EtlSplit> context =
      new TestingSplitEnumeratorContext<>(READERS);

  @BeforeEach
  void writeTraces() throws IOException {
    Files.write(folder.resolve("a.etl"), trace(1));
    Files.write(folder.resolve("b.etl"), trace(2));
    for (int reader = 0; reader < READERS; reader++) {
      context.registerReader(reader, "host");
    }
  }

  private static byte[] trace(final int seed) {
    return TraceGenerator.inMemory("--sends=200", "--buffer-size=4K", "--seed=" + seed).bytes();
  }

  private EtlSplitEnumerator enumerator(final EtlEnumeratorState state) {
    return enumerator(state, folder.toString());
  }

  private EtlSplitEnumerator enumerator(final EtlEnumeratorState state, final String input) {
    final SplitPlanner planner =
        new SplitPlanner(new HostNaming.OneMachine(), SplitSize.of(1), TraceInput.DEFAULT);
    return new StaticEtlSplitEnumerator(
        context, List.of(input), planner, ScanPhase.none(state.scan()), state);
  }

  private EtlSplitEnumerator planned() {
    final EtlSplitEnumerator enumerator = enumerator(NOTHING_PLANNED);
    enumerator.start();
    context.triggerAllActions();
    return enumerator;
  }

  /** Splits that a planner returns for the files, one after the other. */
  private List<EtlSplit> all() {
    return planned().snapshotState(1).pending();
  }

  private List<EtlSplit> assignedTo(final int reader) {
    final var assignment = context.getSplitAssignments().get(reader);
    return assignment == null ? List.of() : asPlanned(assignment.getAssignedSplits());
  }

  private static List<EtlSplit> asPlanned(final List<EtlSplit> handedOut) {
    return handedOut.stream().map(EtlSplitEnumeratorTest::asPlanned).toList();
  }

  private static EtlSplit asPlanned(final EtlSplit handedOut) {
    final EtlSplit planned =
        EtlSplit.ofRange(
            handedOut.trace(), handedOut.offset(), handedOut.end(), handedOut.bounds());
    return handedOut.endOfTrace() ? planned.endingTrace() : planned;
  }

  private boolean hasNoMore(final int reader) {
    final var assignment = context.getSplitAssignments().get(reader);
    return assignment != null && assignment.hasReceivedNoMoreSplitsSignal();
  }

  /** Lets readers make requests in turn until all splits are assigned. */
  private List<EtlSplit> handOutAll(final EtlSplitEnumerator enumerator) {
    final List<EtlSplit> handedOut = new ArrayList<>();
    for (int reader = 0; !hasNoMore(reader); reader = (reader + 1) % READERS) {
      final int before = assignedTo(reader).size();
      enumerator.handleSplitRequest(reader, "host");
      handedOut.addAll(assignedTo(reader).subList(before, assignedTo(reader).size()));
    }
    return handedOut;
  }

  @Test
  void splits_ofAllFiles_areAssignedInOrderOfTime() {
    final List<EtlSplit> splits = all();

    assertThat(splits).hasSizeGreaterThan(10).doesNotHaveDuplicates();
    assertThat(splits)
        .extracting(EtlSplit::lowerBound)
        .isSortedAccordingTo(Long::compare)
        .doesNotContain(0L);
    assertThat(splits)
        .extracting(split -> split.trace().path())
        .contains(folder.resolve("a.etl").toString(), folder.resolve("b.etl").toString());
  }

  @Test
  void assignedSplit_hasBoundOfRest() {
    final List<EtlSplit> splits = all();
    final EtlSplitEnumerator enumerator = planned();
    for (int i = 0; i < splits.size(); i++) {
      enumerator.handleSplitRequest(0, "host");
    }

    final List<Long> rest =
        context.getSplitAssignments().get(0).getAssignedSplits().stream()
            .map(EtlSplit::boundOfRest)
            .toList();
    for (int i = 0; i + 1 < splits.size(); i++) {
      assertThat(rest.get(i)).isEqualTo(splits.get(i + 1).lowerBound());
    }
    assertThat(rest.get(splits.size() - 1)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void request_receivesOneSplit() {
    final List<EtlSplit> splits = all();
    final EtlSplitEnumerator enumerator = planned();

    enumerator.handleSplitRequest(1, "host");
    enumerator.handleSplitRequest(0, "host");
    enumerator.handleSplitRequest(1, "host");

    assertThat(assignedTo(1)).containsExactly(splits.get(0), splits.get(2));
    assertThat(assignedTo(0)).containsExactly(splits.get(1));
    assertThat(assignedTo(2)).isEmpty();
  }

  @Test
  void allSplits_areAssignedOnceInOrder() {
    final List<EtlSplit> splits = all();

    assertThat(handOutAll(planned())).isEqualTo(splits);
  }

  @Test
  void allAssigned_eachRequestReceivesNoMoreSplits() {
    final EtlSplitEnumerator enumerator = planned();
    handOutAll(enumerator);

    for (int reader = 0; reader < READERS; reader++) {
      enumerator.handleSplitRequest(reader, "host");
      assertThat(hasNoMore(reader)).isTrue();
    }
  }

  @Test
  void splitsPending_noReaderReceivesNoMoreSplits() {
    final EtlSplitEnumerator enumerator = planned();

    enumerator.handleSplitRequest(0, "host");

    assertThat(hasNoMore(0)).isFalse();
  }

  @Test
  void requestsBeforePlanning_areServedInOrderAfterwards() {
    final List<EtlSplit> splits = all();
    final EtlSplitEnumerator enumerator = enumerator(NOTHING_PLANNED);
    enumerator.start();

    enumerator.handleSplitRequest(2, "host");
    enumerator.handleSplitRequest(0, "host");
    assertThat(assignedTo(2)).isEmpty();
    assertThat(hasNoMore(2)).isFalse();

    context.triggerAllActions();
    assertThat(assignedTo(2)).containsExactly(splits.get(0));
    assertThat(assignedTo(0)).containsExactly(splits.get(1));
    assertThat(assignedTo(1)).isEmpty();
  }

  @Test
  void splitsOfFailedReader_areAssignedFirstInOrder() {
    final List<EtlSplit> splits = all();
    final EtlSplitEnumerator enumerator = planned();
    for (int i = 0; i < 4; i++) {
      enumerator.handleSplitRequest(0, "host");
    }

    enumerator.addSplitsBack(splits.subList(1, 4), 0);

    assertThat(enumerator.snapshotState(1).pending()).isEqualTo(splits.subList(1, splits.size()));
    enumerator.handleSplitRequest(1, "host");
    assertThat(assignedTo(1)).containsExactly(splits.get(1));
  }

  @Test
  void readerThatFailedWhileWaiting_receivesNothing() {
    final List<EtlSplit> splits = all();
    final EtlSplitEnumerator enumerator = enumerator(NOTHING_PLANNED);
    enumerator.start();
    enumerator.handleSplitRequest(7, "gone");
    enumerator.handleSplitRequest(1, "host");

    context.triggerAllActions();

    assertThat(context.getSplitAssignments()).doesNotContainKey(7);
    assertThat(assignedTo(1)).containsExactly(splits.get(0));
  }

  @Test
  void restoredState_hasUnassignedSplits() {
    final List<EtlSplit> splits = all();
    final EtlSplitEnumerator before = planned();
    before.handleSplitRequest(0, "host");
    before.handleSplitRequest(1, "host");
    final EtlEnumeratorState state = before.snapshotState(1);
    before.handleSplitRequest(2, "host");

    final EtlSplitEnumerator after = enumerator(state);
    after.start();
    context.triggerAllActions();

    assertThat(handOutAll(after)).isEqualTo(splits.subList(2, splits.size()));
  }

  @Test
  void snapshot_isIndependentOfLaterAssignments() {
    final EtlSplitEnumerator enumerator = planned();
    final EtlEnumeratorState state = enumerator.snapshotState(1);
    final int pending = state.pending().size();

    handOutAll(enumerator);

    assertThat(state.pending()).hasSize(pending);
  }

  @Test
  void restoreAfterPlanning_ignoresNewFiles() throws IOException {
    final EtlEnumeratorState state = planned().snapshotState(1);
    Files.copy(folder.resolve("a.etl"), folder.resolve("c.etl"));

    final EtlSplitEnumerator after = enumerator(state);
    after.start();
    context.triggerAllActions();

    assertThat(after.snapshotState(2)).isEqualTo(state);
  }

  @Test
  void restoreBeforePlanning_plansInputs() {
    final List<EtlSplit> splits = all();
    final EtlSplitEnumerator before = enumerator(NOTHING_PLANNED);
    before.start();
    final EtlEnumeratorState state = before.snapshotState(1);

    assertThat(state).isEqualTo(NOTHING_PLANNED);
    final EtlSplitEnumerator after = enumerator(state);
    after.start();
    context.triggerAllActions();
    assertThat(handOutAll(after)).isEqualTo(splits);
  }

  @Test
  void missingInput_failsJobWithMessageOfFinder() {
    final String input = folder.resolve("absent.etl").toString();
    final EtlSplitEnumerator enumerator = enumerator(NOTHING_PLANNED, input);
    enumerator.start();

    assertThatThrownBy(context::triggerAllActions)
        .isInstanceOf(FlinkRuntimeException.class)
        .hasMessage("'%s' does not exist", input);
  }

  @Test
  @Timeout(50)
  void interruptedPlanning_endsAllRequestsAndTheirThreads() throws Exception {
    for (int file = 0; file < 30; file++) {
      Files.copy(folder.resolve("a.etl"), folder.resolve("refused" + file + ".etl"));
    }
    FlakyFileSystem.refuse("refused", Integer.MAX_VALUE);
    enumerator(NOTHING_PLANNED, FlakyFileSystem.SCHEME + ":" + folder).start();
    final AtomicReference<Throwable> failure = new AtomicReference<>();
    final Thread planning = new Thread(context::triggerAllActions);
    planning.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));

    planning.start();
    Await.until("sixteen requests to be repeated", () -> readingThreads() == 16);
    planning.interrupt();
    planning.join();

    assertThat(failure.get()).hasRootCauseInstanceOf(CancellationException.class);
    Await.until("the end of the requests", () -> readingThreads() == 0);
    FlakyFileSystem.refuseNothing();
  }

  /** Number of threads that wait to repeat a request. */
  private static long readingThreads() {
    return Thread.getAllStackTraces().values().stream()
        .filter(stack -> Stream.of(stack).anyMatch(EtlSplitEnumeratorTest::isRequest))
        .count();
  }

  private static boolean isRequest(final StackTraceElement frame) {
    return frame.getClassName().equals(StorageRequests.class.getName());
  }
}
