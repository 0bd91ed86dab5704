package org.etwflow.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.etwflow.quality.LossIntervals;
import org.etwflow.quality.LossReport;
import org.jspecify.annotations.Nullable;

/** Intervals in which sends of a host may be missing, over all its traces: broadcast state. */
final class HostLosses {

  /** Bounds of final losses, by host. */
  private static final MapStateDescriptor<String, long[]> LASTING =
      new MapStateDescriptor<>(
          "lost-times", Types.STRING, PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO);

  /**
   * Latest report of each followed trace that has losses, by trace. One without losses, as every
   * final one, stays until no earlier report can arrive.
   */
  private static final MapStateDescriptor<String, LossReport> SO_FAR =
      new MapStateDescriptor<>("losses-so-far", Types.STRING, TypeInformation.of(LossReport.class));

  /** Key of the only host in states, which has no name. */
  private static final String ONE_MACHINE = "";

  private final BroadcastState<String, long[]> lasting;
  private final BroadcastState<String, LossReport> soFar;

  /** Union of both states by host, computed on demand. */
  private final Map<String, LossIntervals> all = new HashMap<>();

  /** Event time of the next search for reports to remove; any time after a restore. */
  private long nextRemoval = Long.MIN_VALUE;

  HostLosses(final OperatorStateStore states) throws Exception {
    lasting = states.getBroadcastState(LASTING);
    soFar = states.getBroadcastState(SO_FAR);
  }

  void add(final LossReport report) throws Exception {
    final String host = nameOf(report.host());
    all.remove(host);
    if (report.isLasting()) {
      final LossIntervals more = LossIntervals.of(report.bounds());
      lasting.put(host, LossIntervals.of(lasting.get(host)).plus(more).bounds());
      if (report.trace() != null) {
        keep(report.withoutLosses());
      }
    } else {
      final LossReport known = soFar.get(report.trace());
      keep(known == null ? report : known.newest(report));
    }
  }

  private void keep(final LossReport latest) throws Exception {
    soFar.put(latest.trace(), latest);
    if (latest.isEmpty()) {
      nextRemoval = Math.min(nextRemoval, latest.reached());
    }
  }

  /** Removes reports without losses that no earlier report can follow. */
  void advanceTo(final long eventTime) throws Exception {
    if (eventTime < nextRemoval) {
      return;
    }
    final List<String> removable = new ArrayList<>();
    nextRemoval = Long.MAX_VALUE;
    for (final Map.Entry<String, LossReport> trace : soFar.immutableEntries()) {
      if (!trace.getValue().isEmpty()) {
        continue;
      }
      if (trace.getValue().reached() <= eventTime) {
        removable.add(trace.getKey());
      } else {
        nextRemoval = Math.min(nextRemoval, trace.getValue().reached());
      }
    }
    for (final String trace : removable) {
      soFar.remove(trace);
    }
  }

  /** Whether sends of a host may be missing in a window. */
  boolean overlaps(final @Nullable String host, final long windowStart, final long windowEnd)
      throws Exception {
    final String name = nameOf(host);
    LossIntervals known = all.get(name);
    if (known == null) {
      known = allOf(name);
      all.put(name, known);
    }
    return known.overlaps(windowStart, windowEnd);
  }

  private LossIntervals allOf(final String host) throws Exception {
    LossIntervals known = LossIntervals.of(lasting.get(host));
    for (final Map.Entry<String, LossReport> trace : soFar.immutableEntries()) {
      if (nameOf(trace.getValue().host()).equals(host)) {
        known = known.plus(LossIntervals.of(trace.getValue().bounds()));
      }
    }
    return known;
  }

  private static String nameOf(final @Nullable String host) {
    return host == null ? ONE_MACHINE : host;
  }
}
