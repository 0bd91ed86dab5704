package org.etwflow.source.comparison;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.annotation.Internal;
import org.etwflow.source.file.ParallelReads;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.planner.PlannedTrace;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.TraceRemark;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the traces of a run with each other: duplicates are counted once, and traces that cannot
 * be of one machine get a warning.
 */
@Internal
public final class ComparedTraces {

  private static final Logger LOG = LoggerFactory.getLogger(ComparedTraces.class);

  private ComparedTraces() {}

  /**
   * The splits of all traces to assign, without those of duplicates.
   *
   * @param reads reads the traces that are compared
   */
  public static List<EtlSplit> of(
      final List<PlannedTrace> traces, final TraceInput input, final ParallelReads reads) {
    final Map<String, TraceRemark> remarks = DuplicateTraces.among(traces, input, reads);
    final List<PlannedTrace> counted =
        traces.stream().filter(trace -> isCounted(trace, remarks)).toList();
    MachineMix.among(counted, input, reads)
        .forEach((path, note) -> remarks.merge(path, TraceRemark.note(note), TraceRemark::with));
    remarks.forEach((path, remark) -> LOG.warn("{}: {}", path, remark));
    return traces.stream().flatMap(trace -> splits(trace, remarks)).toList();
  }

  private static boolean isCounted(
      final PlannedTrace trace, final Map<String, TraceRemark> remarks) {
    return !remarks.getOrDefault(trace.path(), TraceRemark.NONE).isDuplicate();
  }

  private static Stream<EtlSplit> splits(
      final PlannedTrace trace, final Map<String, TraceRemark> remarks) {
    final TraceRemark remark = remarks.get(trace.path());
    if (remark == null) {
      return trace.splits().stream();
    }
    return remark.isDuplicate()
        ? Stream.of(EtlSplit.duplicate(trace.trace(), trace.splits().get(0).location(), remark))
        : trace.splits().stream().map(split -> split.with(remark.with(split.remark())));
  }
}
