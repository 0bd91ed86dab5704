package org.etwflow.process;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The successive processes with one PID on one machine, reconstructed from observations in order of
 * time.
 *
 * <p>A START observation begins a process. Every other observation shows that a process is running,
 * or ran until then. If it matches no known process, that process has run since its session began,
 * or since the last observation of the PID's previous process. After its END a process keeps its
 * PID until another process begins: an event may complete after the END.
 */
final class PidHistory {

  /** Order of time; at equal times a START comes first and an END last. */
  static final Comparator<ProcessObservation> ORDER =
      Comparator.comparingLong(ProcessObservation::time)
          .thenComparing(ProcessObservation::kind)
          .thenComparing(ProcessObservation::imageName)
          .thenComparingLong(ProcessObservation::traceStart)
          .thenComparing(
              ProcessObservation::service, Comparator.nullsLast(Comparator.naturalOrder()));

  private final List<ProcessSpan> spans = new ArrayList<>();

  private PidHistory() {}

  /**
   * Reconstructs the processes in order of time.
   *
   * @param observations observations of one PID on one machine, in {@link #ORDER}
   */
  static List<ProcessSpan> of(final List<ProcessObservation> observations) {
    final PidHistory history = new PidHistory();
    observations.forEach(history::add);
    return history.spans;
  }

  private void add(final ProcessObservation observation) {
    if (observation.kind() == ProcessObservation.Kind.START) {
      addStart(observation);
    } else {
      spanOf(observation).add(observation);
    }
  }

  private void addStart(final ProcessObservation start) {
    final ProcessSpan last = nthLast(1);
    if (last != null && last.isSameStart(start)) {
      last.add(start);
    } else {
      begin(ProcessSpan.ofStart(start), last);
    }
  }

  /** The matching process: the last or, since clocks differ, the one before it; else a new one. */
  private ProcessSpan spanOf(final ProcessObservation observation) {
    final ProcessSpan last = nthLast(1);
    if (last != null && last.mayMatch(observation)) {
      return last;
    }
    final ProcessSpan previous = nthLast(2);
    return previous != null && previous.mayMatch(observation)
        ? previous
        : begin(ProcessSpan.ofObservation(observation, last), last);
  }

  private ProcessSpan begin(final ProcessSpan span, final @Nullable ProcessSpan last) {
    if (last != null) {
      last.endBefore(span);
    }
    spans.add(span);
    return span;
  }

  private @Nullable ProcessSpan nthLast(final int number) {
    return spans.size() < number ? null : spans.get(spans.size() - number);
  }
}
