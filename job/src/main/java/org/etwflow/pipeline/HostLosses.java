package org.etwflow.pipeline;

import java.util.HashMap;
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

  /** Latest report of each followed trace, by trace; without losses if it is final. */
  private static final MapStateDescriptor<String, LossReport> SO_FAR =
      new MapStateDescriptor<>("losses-so-far", Types.STRING, TypeInformation.of(LossReport.class));

  /** Key of the only host in states, which has no name. */
  private static final String ONE_MACHINE = "";

  private final BroadcastState<String, long[]> lasting;
  private final BroadcastState<String, LossReport> soFar;

  /** Union of both states by host, computed on demand. */
  private final Map<String, LossIntervals> all = new HashMap<>();

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
        // Stays, so that an earlier report which arrives later is refused.
        soFar.put(report.trace(), report.withoutLosses());
      }
    } else {
      final LossReport known = soFar.get(report.trace());
      soFar.put(report.trace(), known == null ? report : known.newest(report));
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
