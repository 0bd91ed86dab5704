package org.etwflow.flow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;

/** Windows with one start and an end at each step from there, up to their full length. */
final class CumulativeEventTimeWindows extends EventTimeWindows {

  private static final long serialVersionUID = 1L;

  private final long length;
  private final long step;

  CumulativeEventTimeWindows(final Duration length, final Duration step) {
    this.length = length.toMillis();
    this.step = step.toMillis();
  }

  @Override
  public Collection<TimeWindow> assignWindows(
      final Object element, final long timestamp, final WindowAssignerContext context) {
    final long sinceStart = Math.floorMod(timestamp, length);
    final long start = timestamp - sinceStart;
    final List<TimeWindow> windows = new ArrayList<>();
    for (long end = sinceStart - sinceStart % step + step; end <= length; end += step) {
      windows.add(new TimeWindow(start, start + end));
    }
    return windows;
  }
}
