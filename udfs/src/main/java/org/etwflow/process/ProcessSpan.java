package org.etwflow.process;

import org.jspecify.annotations.Nullable;

/** Builder of a process from its observations. Times are FILETIME. */
final class ProcessSpan {

  private static final long NOT_ENDED = Long.MAX_VALUE;

  /**
   * Maximum difference of the times that two sessions record for one event, one second: each
   * session reads the system time once at its start and then counts with its own clock.
   */
  private static final long CLOCK_SKEW = 10_000_000;

  private final long processId;
  private final String imageName;
  private final boolean isStartKnown;

  /** Time before which the process cannot have run. */
  private final long earliest;

  private @Nullable String service;
  private long from;
  private long lastSeen;
  private long end = NOT_ENDED;

  private ProcessSpan(
      final ProcessObservation observation, final boolean isStartKnown, final long earliest) {
    this.processId = observation.processId();
    this.imageName = observation.imageName();
    this.isStartKnown = isStartKnown;
    this.earliest = earliest;
    this.service = observation.service();
    this.from = observation.time();
    this.lastSeen = observation.time();
  }

  static ProcessSpan ofStart(final ProcessObservation start) {
    return new ProcessSpan(start, true, start.time());
  }

  /**
   * Creates a process whose start was not recorded.
   *
   * @param previous the previous process of its PID, or null
   */
  static ProcessSpan ofObservation(
      final ProcessObservation observation, final @Nullable ProcessSpan previous) {
    final long earliest =
        previous == null ? Long.MIN_VALUE : Math.min(previous.lastSeen + 1, observation.time());
    final ProcessSpan span = new ProcessSpan(observation, false, earliest);
    span.extendBackTo(observation.traceStart());
    return span;
  }

  private void extendBackTo(final long time) {
    from = Math.min(from, Math.max(time, earliest));
  }

  /** Whether a start is that of this process, recorded by another session. */
  boolean isSameStart(final ProcessObservation start) {
    return isStartKnown
        && end == NOT_ENDED
        && hasNameOf(start)
        && start.time() - from <= CLOCK_SKEW;
  }

  /** Whether an observation other than a start may be of this process. */
  boolean mayMatch(final ProcessObservation observation) {
    return hasNameOf(observation) && (end == NOT_ENDED || observation.time() - end <= CLOCK_SKEW);
  }

  private boolean hasNameOf(final ProcessObservation observation) {
    return imageName.equalsIgnoreCase(observation.imageName());
  }

  /** Adds an observation of this process. */
  void add(final ProcessObservation observation) {
    lastSeen = observation.time();
    if (service == null) {
      service = observation.service();
    }
    switch (observation.kind()) {
      case DC_START -> {
        if (!isStartKnown) {
          extendBackTo(observation.traceStart());
        }
      }
      case END -> end = Math.min(end, observation.time());
      case START, DC_END -> {}
    }
  }

  /** Limits the end to the start of the next process with the same PID. */
  void endBefore(final ProcessSpan next) {
    end = Math.min(end, next.from);
  }

  /** Time since which it owns its PID. */
  long from() {
    return from;
  }

  ProcessInstance toInstance() {
    final boolean isStartUnknown = !isStartKnown && earliest == Long.MIN_VALUE;
    return ProcessInstance.of(
        processId, isStartUnknown ? ProcessInstance.UNKNOWN_START : from, imageName, service);
  }
}
