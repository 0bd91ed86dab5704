package org.etwflow.flow;

import java.util.Collection;
import java.util.List;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;

/** One window over all of time: only the last watermark is later than all that is in it. */
final class WholeRunWindow extends EventTimeWindows {

  private static final long serialVersionUID = 1L;

  private static final List<TimeWindow> ALL_OF_TIME =
      List.of(new TimeWindow(Long.MIN_VALUE, Long.MAX_VALUE));

  @Override
  public Collection<TimeWindow> assignWindows(
      final Object element, final long timestamp, final WindowAssignerContext context) {
    return ALL_OF_TIME;
  }
}
