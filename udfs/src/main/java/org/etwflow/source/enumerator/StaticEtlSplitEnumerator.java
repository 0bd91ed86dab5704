package org.etwflow.source.enumerator;

import java.io.IOException;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.util.FlinkRuntimeException;
import org.etwflow.source.comparison.ComparedTraces;
import org.etwflow.source.discovery.TraceFile;
import org.etwflow.source.discovery.TraceFinder;
import org.etwflow.source.file.ParallelReads;
import org.etwflow.source.planner.PlannedTrace;
import org.etwflow.source.planner.SplitPlanner;
import org.etwflow.source.split.EtlSplit;

/**
 * Enumerator of closed files: it discovers them once, and compares them with each other.
 *
 * <p>No split is assigned before all log headers are read. Copies of a trace are recognized only by
 * comparison with all others of its host. And a header that is still to be read may be that of the
 * earliest trace, so that no window could close in the meantime: event time is the same for all
 * hosts, since Flink has no watermark for each key. Events that are read before would wait in open
 * windows.
 */
@Internal
public final class StaticEtlSplitEnumerator extends EtlSplitEnumerator {

  private final TraceFinder finder;
  private final SplitPlanner planner;

  /**
   * Creates an enumerator from a state.
   *
   * @param inputs files, directories and globs
   * @param scan phase created from the same state
   * @param state state of a checkpoint, or {@link EtlEnumeratorState#INITIAL}
   */
  public StaticEtlSplitEnumerator(
      final SplitEnumeratorContext<EtlSplit> context,
      final List<String> inputs,
      final SplitPlanner planner,
      final ScanPhase scan,
      final EtlEnumeratorState state) {
    super(context, scan, state);
    this.finder = new TraceFinder(inputs, planner.input().requests());
    this.planner = planner;
  }

  @Override
  public void start() {
    if (!isPlanned()) {
      context().callAsync(this::plan, this::onPlanned);
    }
  }

  private List<EtlSplit> plan() throws IOException {
    final List<TraceFile> files = finder.find().files();
    try (ParallelReads reads = ParallelReads.of(files.stream().map(TraceFile::path).toList())) {
      final List<EtlSplit> splits =
          reads.map(files, planner::plan).stream().flatMap(List::stream).toList();
      return ComparedTraces.of(PlannedTrace.of(splits), planner.input(), reads);
    }
  }

  private void onPlanned(final List<EtlSplit> splits, final Throwable failure) {
    if (failure != null) {
      throw new FlinkRuntimeException(failure.getMessage(), failure);
    }
    countFound(PlannedTrace.of(splits).size());
    add(splits);
    onPlanned();
  }

  @Override
  boolean canGrow() {
    return false;
  }

  @Override
  long boundOfUndiscovered() {
    return Long.MAX_VALUE;
  }

  @Override
  List<FollowedTrace> followed() {
    return List.of();
  }
}
