package org.etwflow.testing;

import java.util.List;
import org.etwflow.traces.TraceSession;
import org.etwflow.traces.TraceWriter;
import org.etwflow.traces.WrittenTrace;

/** Session with its events. It is a value, so that failed properties can print it. */
public record Recording(TraceSession session, List<Step> steps) {

  /** Events of one CPU, repeated. */
  public record Step(int cpu, int times, long pause, List<Event> events) {}

  /** The written trace. */
  public WrittenTrace written() {
    return WrittenTrace.of(session, this::log);
  }

  /**
   * Logs all events. Each CPU has its own time, so that buffers can start long before earlier ones.
   */
  private void log(final TraceWriter writer) {
    final long[] elapsed = new long[session.cpuCount()];
    for (final Step step : steps) {
      final int cpu = step.cpu() % session.cpuCount();
      for (int time = 0; time < step.times(); time++) {
        elapsed[cpu] += step.pause();
        final long ticks = session.ticksAt(elapsed[cpu]);
        step.events().forEach(event -> event.log(writer, cpu, ticks));
      }
    }
  }
}
