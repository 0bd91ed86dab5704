package org.etwflow.source.planner;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.annotation.Internal;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.Trace;
import org.etwflow.source.split.EtlSplit;

/**
 * Planned trace of the inputs whose splits are not assigned yet.
 *
 * @param splits all splits of the trace, in file order; at least one
 */
@Internal
public record PlannedTrace(List<EtlSplit> splits) {

  /** Groups splits, which are in file order, by trace. */
  public static List<PlannedTrace> of(final List<EtlSplit> splits) {
    final Map<String, List<EtlSplit>> byPath = new LinkedHashMap<>();
    for (final EtlSplit split : splits) {
      byPath.computeIfAbsent(split.trace().path(), path -> new ArrayList<>()).add(split);
    }
    return byPath.values().stream().map(PlannedTrace::new).toList();
  }

  public Trace trace() {
    return splits.get(0).trace();
  }

  public String path() {
    return trace().path();
  }

  /** Log header of a readable trace. */
  public LogHeader header() {
    return trace().requireHeader();
  }

  public boolean isReadable() {
    return trace().header() != null && splits.get(0).problem() == null;
  }

  /** End of the session: FILETIME; {@code Long.MAX_VALUE} if unknown. */
  public long sessionEnd() {
    return header().isClosed() ? header().sessionEnd() : Long.MAX_VALUE;
  }
}
