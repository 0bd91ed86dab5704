package org.etwflow.process;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The processes that had one PID on one machine, one after the other, told by its facts in the
 * order of time.
 *
 * <p>A start begins a process. Every other fact tells that one is running, or ran until then: if it
 * is none that is known, it has been running since its session began, or since there was last news
 * of the one before it. An end ends nothing that a process is asked for: a send may complete after
 * it, and the PID stands for nothing else until another process begins.
 */
final class PidHistory {

  /** Of equal times: a process starts before anything else is told of it, and ends after that. */
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
   * The processes, in the order of time.
   *
   * @param facts of one PID on one machine, in {@link #ORDER}
   */
  static List<ProcessSpan> of(final List<ProcessObservation> facts) {
    final PidHistory history = new PidHistory();
    facts.forEach(history::add);
    return history.spans;
  }

  private void add(final ProcessObservation fact) {
    if (fact.kind() == ProcessObservation.Kind.START) {
      addStart(fact);
    } else {
      spanOf(fact).confirm(fact);
    }
  }

  private void addStart(final ProcessObservation start) {
    final ProcessSpan last = fromEnd(1);
    if (last != null && last.isStartedBy(start)) {
      last.confirm(start);
    } else {
      begin(ProcessSpan.startedBy(start), last);
    }
  }

  /** Of the last process or, since clocks differ, of the one before it; else of an unknown one. */
  private ProcessSpan spanOf(final ProcessObservation fact) {
    final ProcessSpan last = fromEnd(1);
    if (last != null && last.mayBeToldBy(fact)) {
      return last;
    }
    final ProcessSpan former = fromEnd(2);
    return former != null && former.mayBeToldBy(fact)
        ? former
        : begin(ProcessSpan.foundBy(fact, last), last);
  }

  private ProcessSpan begin(final ProcessSpan span, final ProcessSpan last) {
    if (last != null) {
      last.endBefore(span);
    }
    spans.add(span);
    return span;
  }

  private ProcessSpan fromEnd(final int number) {
    return spans.size() < number ? null : spans.get(spans.size() - number);
  }
}
