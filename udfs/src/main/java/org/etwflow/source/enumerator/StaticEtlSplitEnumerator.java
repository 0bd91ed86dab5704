package org.etwflow.source.enumerator;

import java.io.IOException;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.util.FlinkRuntimeException;
import org.etwflow.source.comparison.ComparedTraces;
import org.etwflow.source.discovery.TraceFinder;
import org.etwflow.source.planner.PlannedTrace;
import org.etwflow.source.planner.SplitPlanner;
import org.etwflow.source.split.EtlSplit;

/** Enumerator of closed files: it discovers them once, and compares them with each other. */
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
    final List<EtlSplit> splits =
        finder.find().files().parallelStream()
            .flatMap(file -> planner.plan(file).stream())
            .toList();
    return ComparedTraces.of(PlannedTrace.of(splits), planner.input());
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
