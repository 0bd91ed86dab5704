package org.etwflow.pipeline;

import java.util.List;
import java.util.Locale;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.etwflow.quality.TraceQuality;

/**
 * Failure of a strict run: traces are damaged or incomplete. The job is not restarted, since they
 * stay so.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class DamagedTraceException extends Exception {

  private static final long serialVersionUID = 1L;
  private static final int MAX_NAMED = 5;

  private final String[] problems;

  private DamagedTraceException(final String message, final List<TraceQuality> damaged) {
    super(message);
    this.problems =
        damaged.stream().limit(MAX_NAMED).map(DamagedTraceException::text).toArray(String[]::new);
  }

  private static String text(final TraceQuality trace) {
    return trace.path() + ": " + trace.problem();
  }

  /** Names the trace in the message, which is all that Flink shows of an exception. */
  static DamagedTraceException of(final TraceQuality trace) {
    return new DamagedTraceException(
        "--strict: damaged or incomplete trace: " + text(trace), List.of());
  }

  /**
   * Checks all traces of a run.
   *
   * @throws DamagedTraceException if at least one is damaged or incomplete
   */
  public static void throwIfAnyIsDamaged(final List<TraceQuality> traces)
      throws DamagedTraceException {
    final List<TraceQuality> damaged = traces.stream().filter(TraceQuality::isDamaged).toList();
    if (!damaged.isEmpty()) {
      throw new DamagedTraceException(
          String.format(
              Locale.ROOT,
              "--strict: %,d of %,d traces damaged or incomplete%s:",
              damaged.size(),
              traces.size(),
              damaged.size() > MAX_NAMED ? ", the first " + MAX_NAMED : ""),
          damaged);
    }
  }

  /** Path and problem of each damaged trace, limited to the first few. */
  public List<String> problems() {
    return List.of(problems);
  }
}
