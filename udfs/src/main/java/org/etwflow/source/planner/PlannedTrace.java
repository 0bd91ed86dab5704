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
 * A trace of the inputs, planned and not yet handed out.
 *
 * @param splits all of it, in file order; at least one
 */
@Internal
public record PlannedTrace(List<EtlSplit> splits) {

  /** The traces of some splits, which are in file order. */
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

  /** FILETIME; {@code Long.MAX_VALUE} if it is not known. */
  public long sessionEnd() {
    return header().isClosed() ? header().sessionEnd() : Long.MAX_VALUE;
  }
}
