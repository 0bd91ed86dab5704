package org.etwflow.source.split;

import org.etwflow.etl.Trace;
import org.etwflow.source.file.TraceLocation;

/**
 * Facts that all splits of a trace have in common.
 *
 * @param trace the file and its log header
 * @param location location of the trace's bytes
 * @param remark warning about the trace
 */
record TraceFacts(Trace trace, TraceLocation location, TraceRemark remark) {

  static TraceFacts of(final EtlSplit split) {
    return new TraceFacts(split.trace(), split.location(), split.remark());
  }
}
