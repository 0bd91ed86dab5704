package org.etwflow.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.etwflow.process.ProcessObservation;
import org.etwflow.source.config.ContinuousMonitoring;
import org.etwflow.source.config.HostNaming;
import org.etwflow.source.config.SplitSize;
import org.etwflow.source.event.ProcessCatalogEvent;
import org.etwflow.source.event.ProcessFactsEvent;
import org.etwflow.source.event.SerializedObservations;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.planner.SplitPlanner;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.SplitKind;
import org.etwflow.testing.GrowingFile;
import org.etwflow.testing.SetClock;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scans of a growing file for processes. */
class ProcessScanFollowTest {

  private static final int BUFFER_SIZE = 4_096;
  private static final WrittenTrace TRACE =
      TraceGenerator.inMemory("--sends=600", "--send-share=1", "--cpus=1", "--buffer-size=4K");

  @TempDir private Path folder;

  private final SetClock clock = new SetClock(Instant.parse("2026-03-02T10:00:00Z"));
  private final LookContext context = new LookContext(2);
  private EtlSplitEnumerator enumerator;

  @BeforeEach
  void follow() {
    enumerator =
        new ContinuousEtlSplitEnumerator(
            context,
            List.of(folder.toString()),
            new SplitPlanner(new HostNaming.OneMachine(), SplitSize.of(1), TraceInput.DEFAULT),
            new ContinuousMonitoring(Duration.ofSeconds(5), Duration.ofSeconds(30)),
            ScanPhase.ofProcesses(context, EtlEnumeratorState.INITIAL.scan()),
            clock,
            EtlEnumeratorState.INITIAL);
    enumerator.start();
  }

  private void growTo(final int buffers) {
    new GrowingFile(folder.resolve("a.etl"))
        .holds(GrowingFile.open(TRACE), buffers * BUFFER_SIZE, clock.millis());
    context.look().run();
  }

  private EtlSplit ask(final int reader) {
    final int before = assignedTo(reader).size();
    enumerator.handleSplitRequest(reader, "host");
    return assignedTo(reader).size() == before ? null : assignedTo(reader).get(before);
  }

  private List<EtlSplit> assignedTo(final int reader) {
    final var assignment = context.getSplitAssignments().get(reader);
    return assignment == null ? List.of() : assignment.getAssignedSplits();
  }

  private void find(final int reader, final EtlSplit scan, final long processId) {
    final ProcessObservation fact =
        new ProcessObservation(null, 0, ProcessObservation.Kind.START, processId, 1, "a.exe", null);
    enumerator.handleSourceEvent(
        reader,
        new ProcessFactsEvent(
            scan.splitId(), SerializedObservations.chunks(List.of(fact)).get(0), true));
  }

  private List<Long> processesSentTo(final int reader) {
    return context.getSentEvents().getOrDefault(reader, List.of()).stream()
        .filter(ProcessCatalogEvent.class::isInstance)
        .flatMap(event -> ((ProcessCatalogEvent) event).facts().toList().stream())
        .map(ProcessObservation::processId)
        .toList();
  }

  @Test
  void growth_isScannedThenAssigned() {
    growTo(1);
    final EtlSplit scan = ask(0);
    assertThat(scan.isScan()).isTrue();
    assertThat(ask(1)).isNull();

    find(0, scan, 4);
    assertThat(processesSentTo(0)).containsExactly(4L);
    assertThat(processesSentTo(1)).containsExactly(4L);
    assertThat(assignedTo(1)).hasSize(1).noneMatch(EtlSplit::isScan);

    growTo(2);
    final EtlSplit next = ask(0);
    assertThat(next.isScan()).isTrue();
    assertThat(next.offset()).isEqualTo(BUFFER_SIZE);
    find(0, next, 8);
    assertThat(processesSentTo(0)).containsExactly(4L, 8L);
    assertThat(ask(0).isScan()).isFalse();
  }

  @Test
  void scannedSplits_areAssignedWhileNewerAreScanned() {
    growTo(2);
    final EtlSplit first = ask(0);
    final EtlSplit second = ask(1);
    find(0, first, 4);
    find(1, second, 8);
    growTo(3);

    assertThat(List.of(ask(0), ask(1), ask(0)))
        .extracting(EtlSplit::isScan)
        .containsExactly(false, false, true);
  }

  @Test
  void eventTime_isHeldBackByUnscannedSplits() {
    growTo(3);
    final EtlSplit first = ask(0);
    find(0, first, 4);
    final long bound = enumerator.snapshotState(1).scan().scanned().get(0).lowerBound();
    clock.pass(Duration.ofMinutes(10));
    context.look().run();

    // The file is silent by now: its end, which has nothing to scan, is assigned at once.
    assertThat(ask(0).kind()).isEqualTo(new SplitKind.MissingSoFar());
    assertThat(ask(0).boundOfRest()).isEqualTo(bound);
    assertThat(ask(0).isScan()).isTrue();
    assertThat(enumerator.snapshotState(1).timeReached()).isEqualTo(bound);
  }
}
