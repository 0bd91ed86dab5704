package org.etwflow.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.flink.connector.testutils.source.reader.TestingSplitEnumeratorContext;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.metrics.testutils.MetricListener;
import org.apache.flink.runtime.metrics.groups.InternalSplitEnumeratorMetricGroup;
import org.etwflow.source.config.ContinuousMonitoring;
import org.etwflow.source.config.HostNaming;
import org.etwflow.source.config.SplitSize;
import org.etwflow.source.event.ProcessFactsEvent;
import org.etwflow.source.event.SerializedObservations;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.planner.SplitPlanner;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.testing.GrowingFile;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metrics of the enumerator. */
class EnumeratorMetricsTest {

  private static final SplitPlanner PLANNER =
      new SplitPlanner(new HostNaming.OneMachine(), SplitSize.of(1), TraceInput.DEFAULT);
  private static final WrittenTrace TRACE = trace(1);

  @TempDir private Path folder;

  private ListeningContext context = new ListeningContext();
  private EtlSplitEnumerator enumerator;

  @BeforeEach
  void writeTraces() throws IOException {
    Files.write(folder.resolve("a.etl"), TRACE.bytes());
    Files.write(folder.resolve("no-trace.etl"), new byte[] {1, 2, 3});
    final ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(archive)) {
      zip.putNextEntry(new ZipEntry("readme.txt"));
      for (int seed = 2; seed <= 3; seed++) {
        zip.putNextEntry(new ZipEntry(seed + ".etl"));
        zip.write(trace(seed).bytes());
      }
    }
    Files.write(folder.resolve("archive.etl.zip"), archive.toByteArray());
  }

  private static WrittenTrace trace(final int seed) {
    return TraceGenerator.inMemory("--sends=100", "--buffer-size=4K", "--seed=" + seed);
  }

  private void start(final boolean withProcesses, final EtlEnumeratorState state) {
    context = new ListeningContext();
    enumerator =
        new StaticEtlSplitEnumerator(
            context,
            List.of(folder.toString()),
            PLANNER,
            withProcesses
                ? ScanPhase.ofProcesses(context, state.scan())
                : ScanPhase.none(state.scan()),
            state);
    start();
  }

  private void follow(final EtlEnumeratorState state) {
    context = new ListeningContext();
    enumerator =
        new ContinuousEtlSplitEnumerator(
            context,
            List.of(folder.toString()),
            PLANNER,
            new ContinuousMonitoring(Duration.ofMinutes(1), Duration.ZERO),
            ScanPhase.none(state.scan()),
            Clock.systemUTC(),
            state);
    start();
  }

  private void start() {
    enumerator.start();
    context.registerReader(0, "host");
    enumerator.addReader(0);
    context.triggerAllActions();
  }

  private EtlSplit request() {
    enumerator.handleSplitRequest(0, "host");
    final List<EtlSplit> assigned = context.getSplitAssignments().get(0).getAssignedSplits();
    return assigned.get(assigned.size() - 1);
  }

  private void scanned(final EtlSplit split) {
    enumerator.handleSourceEvent(
        0,
        new ProcessFactsEvent(
            split.splitId(), SerializedObservations.chunks(List.of()).get(0), true));
  }

  @Test
  void foundTraces_areFilesAndEntriesOfArchives() {
    start(false, EtlEnumeratorState.INITIAL);

    // Including the one that is named like a trace.
    assertThat(context.gauge("foundTraces")).isEqualTo(4);
  }

  @Test
  void foundTraces_ofFollowedFolder_areTheSame() {
    follow(EtlEnumeratorState.INITIAL);

    assertThat(context.gauge("foundTraces")).isEqualTo(4);
  }

  @Test
  void foundTraces_areCountedOnce_alsoAfterRestore() throws IOException {
    follow(EtlEnumeratorState.INITIAL);
    context.triggerAllActions();
    follow(enumerator.snapshotState(1));
    assertThat(context.gauge("foundTraces")).isEqualTo(4);

    Files.write(folder.resolve("d.etl"), TRACE.bytes());
    context.triggerAllActions();

    assertThat(context.gauge("foundTraces")).isEqualTo(5);
  }

  @Test
  void growingFile_isOneTrace() {
    final GrowingFile file = new GrowingFile(folder.resolve("growing.etl"));
    final byte[] open = GrowingFile.open(TRACE);
    file.holds(open, 2 * 4_096, System.currentTimeMillis());
    follow(EtlEnumeratorState.INITIAL);
    assertThat(context.gauge("foundTraces")).isEqualTo(5);

    file.holds(open, 3 * 4_096, System.currentTimeMillis());
    context.triggerAllActions();

    assertThat(context.gauge("foundTraces")).isEqualTo(5);
  }

  @Test
  void unassignedSplits_decreaseWithEachAssignment() {
    start(false, EtlEnumeratorState.INITIAL);
    final int splits = enumerator.snapshotState(1).pending().size();
    assertThat(splits).isGreaterThan(5);
    assertThat(context.gauge("unassignedSplits")).isEqualTo(splits);

    final EtlSplit assigned = request();
    assertThat(context.gauge("unassignedSplits")).isEqualTo(splits - 1);

    enumerator.addSplitsBack(List.of(assigned), 0);
    assertThat(context.gauge("unassignedSplits")).isEqualTo(splits);
  }

  @Test
  void scan_showsItsProgress() {
    start(true, EtlEnumeratorState.INITIAL);
    final long splits = context.gauge("unscannedSplits");
    final long unassigned = context.gauge("unassignedSplits");
    assertThat(splits).isGreaterThan(5);
    // The unreadable file has nothing to scan.
    assertThat(unassigned).isEqualTo(splits + 1);
    assertThat(context.gauge("scannedSplits")).isZero();

    request(); // The unreadable file.
    for (int scanned = 1; scanned <= splits; scanned++) {
      final EtlSplit split = request();
      assertThat(split.isScan()).isTrue();
      assertThat(context.gauge("unassignedSplits")).isEqualTo(splits);
      scanned(split);
      assertThat(context.gauge("scannedSplits")).isEqualTo(scanned);
      assertThat(context.gauge("unscannedSplits")).isEqualTo(splits - scanned);
    }

    request();
    assertThat(context.gauge("unassignedSplits")).isEqualTo(splits - 1);
    assertThat(context.gauge("scannedSplits")).isEqualTo(splits);
  }

  /** Context whose metrics can be read. */
  private static final class ListeningContext extends TestingSplitEnumeratorContext<EtlSplit> {

    private final MetricListener listener = new MetricListener();

    ListeningContext() {
      super(1);
    }

    @Override
    public SplitEnumeratorMetricGroup metricGroup() {
      return new InternalSplitEnumeratorMetricGroup(listener.getMetricGroup());
    }

    long gauge(final String name) {
      return listener.<Number>getGauge("enumerator", name).orElseThrow().getValue().longValue();
    }
  }
}
