package org.etwflow.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.connector.testutils.source.reader.TestingSplitEnumeratorContext;
import org.etwflow.process.BoundedProcessObservations;
import org.etwflow.process.ProcessObservation;
import org.etwflow.source.config.HostNaming;
import org.etwflow.source.config.SplitSize;
import org.etwflow.source.event.EventTimeEvent;
import org.etwflow.source.event.ProcessCatalogEvent;
import org.etwflow.source.event.ProcessFactsEvent;
import org.etwflow.source.event.SerializedObservations;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.planner.SplitPlanner;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.traces.TraceGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scans of splits for processes before they are assigned for their events. */
class ProcessScanTest {

  private static final int READERS = 3;

  @TempDir private Path folder;

  private TestingSplitEnumeratorContext<EtlSplit> context;
  private EtlSplitEnumerator enumerator;

  @BeforeEach
  void begin() throws IOException {
    final byte[] trace = TraceGenerator.inMemory("--sends=100", "--buffer-size=4K").bytes();
    Files.write(folder.resolve("a.etl"), trace);
    start(EtlEnumeratorState.INITIAL);
  }

  private void start(final EtlEnumeratorState state) {
    context = new TestingSplitEnumeratorContext<>(READERS);
    enumerator =
        new StaticEtlSplitEnumerator(
            context,
            List.of(folder.toString()),
            new SplitPlanner(new HostNaming.OneMachine(), SplitSize.of(1), TraceInput.DEFAULT),
            ScanPhase.ofProcesses(context, state.scan()),
            state);
    enumerator.start();
    for (int reader = 0; reader < READERS; reader++) {
      register(reader);
    }
    context.triggerAllActions();
  }

  private void register(final int reader) {
    context.registerReader(reader, "host");
    enumerator.addReader(reader);
  }

  /** Restores the enumerator from a checkpoint. */
  private void restore() {
    final EtlEnumeratorStateSerializer serializer = new EtlEnumeratorStateSerializer();
    try {
      final byte[] state = serializer.serialize(enumerator.snapshotState(1));
      start(serializer.deserialize(serializer.getVersion(), state));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void ask(final int reader) {
    enumerator.handleSplitRequest(reader, "host");
  }

  private List<EtlSplit> assignedTo(final int reader) {
    final var assignment = context.getSplitAssignments().get(reader);
    return assignment == null ? List.of() : assignment.getAssignedSplits();
  }

  private EtlSplit lastOf(final int reader) {
    return assignedTo(reader).get(assignedTo(reader).size() - 1);
  }

  private boolean hasNoMore(final int reader) {
    final var assignment = context.getSplitAssignments().get(reader);
    return assignment != null && assignment.hasReceivedNoMoreSplitsSignal();
  }

  private static ProcessObservation fact(final long processId) {
    return new ProcessObservation(
        null, 0, ProcessObservation.Kind.START, processId, 1, "a.exe", null);
  }

  private void find(final int reader, final EtlSplit scan, final ProcessObservation... facts) {
    enumerator.handleSourceEvent(
        reader,
        new ProcessFactsEvent(
            scan.splitId(), SerializedObservations.chunks(List.of(facts)).get(0), true));
  }

  private List<ProcessObservation> sentTo(final int reader) {
    return context.getSentEvents().getOrDefault(reader, List.of()).stream()
        .filter(ProcessCatalogEvent.class::isInstance)
        .flatMap(event -> ((ProcessCatalogEvent) event).facts().toList().stream())
        .toList();
  }

  /** Lets one reader scan all remaining splits, and receive the first one for its events. */
  private List<ProcessObservation> scanAll(final int reader) {
    final List<ProcessObservation> found = new ArrayList<>();
    ask(reader);
    while (lastOf(reader).isScan()) {
      found.add(fact(found.size()));
      find(reader, lastOf(reader), found.get(found.size() - 1));
      ask(reader);
    }
    return found;
  }

  private int splits() {
    final EtlEnumeratorState state = enumerator.snapshotState(1);
    return state.pending().size() + state.scan().splits().size();
  }

  @Test
  void readerThatFailedWhileWaiting_receivesNothingBeforeRequest() {
    for (int left = splits(); left > 1; left--) {
      ask(0);
      find(0, lastOf(0));
    }
    ask(0);
    ask(1);
    assertThat(assignedTo(1)).isEmpty();
    enumerator.addSplitsBack(List.of(), 1);

    find(0, lastOf(0));
    assertThat(assignedTo(1)).isEmpty();
    ask(1);
    assertThat(assignedTo(1)).hasSize(1);
  }

  @Test
  void everySplit_isScannedBeforeAnyIsAssigned() {
    final int splits = splits();
    assertThat(splits).isGreaterThan(5);

    final List<ProcessObservation> found = scanAll(0);

    assertThat(assignedTo(0)).hasSize(splits + 1);
    assertThat(assignedTo(0).subList(0, splits)).allMatch(EtlSplit::isScan);
    assertThat(lastOf(0).isScan()).isFalse();
    assertThat(found).hasSize(splits);
  }

  @Test
  void allReaders_receiveAllObservationsBeforeAssignment() {
    for (int reader = 0; reader < READERS; reader++) {
      assertThat(context.getSentEvents().get(reader)).hasSize(1);
      assertThat(sentTo(reader)).isEmpty();
    }

    final List<ProcessObservation> found = scanAll(1);

    for (int reader = 0; reader < READERS; reader++) {
      assertThat(sentTo(reader)).isEqualTo(found);
    }
  }

  @Test
  void reader_waitsWhileAnotherScans() {
    final int splits = splits();
    ask(1);
    final EtlSplit slow = lastOf(1);
    for (int scanned = 0; scanned < splits - 1; scanned++) {
      ask(0);
      find(0, lastOf(0));
    }

    ask(0);
    ask(2);
    assertThat(assignedTo(0)).hasSize(splits - 1).allMatch(EtlSplit::isScan);
    assertThat(assignedTo(2)).isEmpty();
    assertThat(hasNoMore(0)).isFalse();

    find(1, slow);
    assertThat(lastOf(0).isScan()).isFalse();
    assertThat(lastOf(2).isScan()).isFalse();
  }

  @Test
  void eventTime_duringScan_isHeldBack() {
    final long earliest = enumerator.snapshotState(1).scan().unscanned().get(0).lowerBound();
    final int splits = splits();
    for (int reader = READERS; reader < READERS + splits; reader++) {
      register(reader);
      ask(reader);
    }
    ask(0);

    assertThat(context.getSentEvents().get(0))
        .filteredOn(EventTimeEvent.class::isInstance)
        .containsExactly(new EventTimeEvent(earliest));
  }

  @Test
  void assignedSplit_hasBoundOfRest() {
    scanAll(0);
    final List<EtlSplit> rest = enumerator.snapshotState(1).pending();

    assertThat(lastOf(0).boundOfRest()).isEqualTo(rest.get(0).lowerBound());
    assertThat(lastOf(0).lowerBound()).isLessThanOrEqualTo(lastOf(0).boundOfRest());
  }

  @Test
  void scanOfFailedReader_isRepeated() {
    final int splits = splits();
    ask(0);
    final EtlSplit scan = lastOf(0);
    enumerator.addSplitsBack(List.of(scan), 0);

    assertThat(splits()).isEqualTo(splits);
    ask(1);
    assertThat(lastOf(1)).isEqualTo(scan);
    assertThat(enumerator.snapshotState(1).pending()).isEmpty();
  }

  @Test
  void lateObservationsOfFailedReader_areKeptButEndNoScan() {
    final int splits = splits();
    ask(0);
    final EtlSplit scan = lastOf(0);
    enumerator.addSplitsBack(List.of(), 0);
    find(0, scan, fact(9));

    assertThat(enumerator.snapshotState(1).scan().unscanned()).hasSize(splits);
    assertThat(enumerator.snapshotState(1).scan().facts()).containsExactly(fact(9));
  }

  @Test
  void returnedSplit_isAssignedWithoutScan() {
    scanAll(0);
    final EtlSplit counted = lastOf(0);
    enumerator.addSplitsBack(List.of(counted), 0);
    ask(1);

    assertThat(lastOf(1).splitId()).isEqualTo(counted.splitId());
    assertThat(lastOf(1).isScan()).isFalse();
  }

  @Test
  void laterReader_receivesAllObservations() {
    final List<ProcessObservation> found = scanAll(0);
    register(READERS);

    assertThat(sentTo(READERS)).isEqualTo(found);
  }

  @Test
  void observationFoundTwice_isSentOnce() {
    ask(0);
    find(0, lastOf(0), fact(100), fact(100));
    ask(0);
    find(0, lastOf(0), fact(100));
    scanAll(0);

    assertThat(sentTo(1)).containsOnlyOnce(fact(100));
  }

  @Test
  void restore_duringScan_scansUnscannedSplits() {
    final int splits = splits();
    ask(0);
    find(0, lastOf(0), fact(100));
    ask(0);
    ask(1);

    restore();

    assertThat(splits()).isEqualTo(splits);
    assertThat(sentTo(2)).containsExactly(fact(100));
    assertThat(scanAll(2)).hasSize(splits - 1);
    assertThat(sentTo(0)).contains(fact(100)).hasSize(splits);
    assertThat(lastOf(2).isScan()).isFalse();
  }

  @Test
  void restore_afterScan_scansNothing() {
    final List<ProcessObservation> found = scanAll(0);

    restore();

    assertThat(sentTo(1)).isEqualTo(found);
    ask(1);
    assertThat(lastOf(1).isScan()).isFalse();
  }

  @Test
  void unreadableTrace_isNotScanned() throws IOException {
    Files.writeString(folder.resolve("a.etl"), "no trace");
    start(EtlEnumeratorState.INITIAL);
    ask(0);

    assertThat(lastOf(0).isScan()).isFalse();
    assertThat(lastOf(0).problem()).isNotNull();
    ask(0);
    assertThat(hasNoMore(0)).isTrue();
  }

  @Test
  void tooManyObservations_noneAreSent() {
    final List<ProcessObservation> few = List.of(fact(1), fact(2));
    final ProcessScan scan =
        new ProcessScan(ProcessScanState.NONE, Comparator.comparing(EtlSplit::splitId));
    scan.keep(few);
    assertThat(scan.facts()).hasSize(2);

    scan.keep(tooMany());

    assertThat(scan.isOverLimit()).isTrue();
    assertThat(scan.facts()).isEmpty();
    assertThat(scan.takeUnsent()).isEmpty();
  }

  private static List<ProcessObservation> tooMany() {
    final BoundedProcessObservations facts = new BoundedProcessObservations();
    for (long processId = 0; !facts.isFull(); processId++) {
      facts.add(fact(processId));
    }
    return List.copyOf(facts.all());
  }

  @Test
  void tooManyObservations_readersAreInformed() {
    ask(0);
    final String scanned = lastOf(0).splitId();
    for (final SerializedObservations chunk : SerializedObservations.chunks(tooMany())) {
      enumerator.handleSourceEvent(0, new ProcessFactsEvent(scanned, chunk, false));
    }
    restore();

    final List<SourceEvent> events = context.getSentEvents().get(0);
    assertThat(((ProcessCatalogEvent) events.get(events.size() - 1)).isOverLimit()).isTrue();
  }
}
