package org.etwflow.pipeline;

import org.etwflow.quality.TraceQuality;

/** Fails a strict run: not all of a trace could be read. */
public final class DamagedTraceException extends Exception {

  private static final long serialVersionUID = 1L;

  DamagedTraceException(final TraceQuality trace) {
    super(trace.path() + ": " + trace.problem());
  }
}
