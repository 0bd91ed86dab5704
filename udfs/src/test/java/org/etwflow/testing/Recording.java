package org.etwflow.testing;

import java.util.List;
import org.etwflow.traces.TraceSession;
import org.etwflow.traces.TraceWriter;
import org.etwflow.traces.WrittenTrace;

/** A session and what it logs: a value, so that a property that fails can show it. */
public record Recording(TraceSession session, List<Step> steps) {

  /** Some events on a CPU, again and again. */
  public record Step(int cpu, int times, long pause, List<Event> events) {}

  /** The trace of it. */
  public WrittenTrace written() {
    return WrittenTrace.of(session, this::log);
  }

  /** Each CPU has a time of its own: its buffer may reach far back behind those of others. */
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
