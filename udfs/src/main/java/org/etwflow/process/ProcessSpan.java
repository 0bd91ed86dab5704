package org.etwflow.process;

/** One process, while it is being found out about. Times are FILETIME. */
final class ProcessSpan {

  private static final long NOT_ENDED = Long.MAX_VALUE;

  /**
   * What two sessions tell of one event is not further apart: each takes the time of its start once
   * and counts on from there with its own clock. One second.
   */
  private static final long CLOCK_SKEW = 10_000_000;

  private final long processId;
  private final String imageName;
  private final boolean isStartKnown;

  /** It did not run before. */
  private final long earliest;

  private String service;
  private long from;
  private long lastNews;
  private long end = NOT_ENDED;

  private ProcessSpan(
      final ProcessObservation fact, final boolean isStartKnown, final long earliest) {
    this.processId = fact.processId();
    this.imageName = fact.imageName();
    this.isStartKnown = isStartKnown;
    this.earliest = earliest;
    this.service = fact.service();
    this.from = fact.time();
    this.lastNews = fact.time();
  }

  static ProcessSpan startedBy(final ProcessObservation start) {
    return new ProcessSpan(start, true, start.time());
  }

  /**
   * A process whose start nothing tells.
   *
   * @param former the last that is known of its PID, or null
   */
  static ProcessSpan foundBy(final ProcessObservation fact, final ProcessSpan former) {
    final long earliest =
        former == null ? Long.MIN_VALUE : Math.min(former.lastNews + 1, fact.time());
    final ProcessSpan span = new ProcessSpan(fact, false, earliest);
    span.reachBackTo(fact.traceStart());
    return span;
  }

  private void reachBackTo(final long time) {
    from = Math.min(from, Math.max(time, earliest));
  }

  /** Whether this start is this process's own, told by another session. */
  boolean isStartedBy(final ProcessObservation start) {
    return isStartKnown
        && end == NOT_ENDED
        && isNamedIn(start)
        && start.time() - from <= CLOCK_SKEW;
  }

  /** Whether something that is no start may be about this process. */
  boolean mayBeToldBy(final ProcessObservation fact) {
    return isNamedIn(fact) && (end == NOT_ENDED || fact.time() - end <= CLOCK_SKEW);
  }

  private boolean isNamedIn(final ProcessObservation fact) {
    return imageName.equalsIgnoreCase(fact.imageName());
  }

  /** It is about this process. */
  void confirm(final ProcessObservation fact) {
    lastNews = fact.time();
    if (service == null) {
      service = fact.service();
    }
    switch (fact.kind()) {
      case DC_START -> {
        if (!isStartKnown) {
          reachBackTo(fact.traceStart());
        }
      }
      case END -> end = Math.min(end, fact.time());
      case START, DC_END -> {}
    }
  }

  /** It has ended, at the latest, when another one got its PID. */
  void endBefore(final ProcessSpan next) {
    end = Math.min(end, next.from);
  }

  /** Since when its PID stands for it. */
  long from() {
    return from;
  }

  ProcessInstance toInstance() {
    final boolean isSinceEver = !isStartKnown && earliest == Long.MIN_VALUE;
    return ProcessInstance.of(
        processId, isSinceEver ? ProcessInstance.SINCE_EVER : from, imageName, service);
  }
}
