package org.etwflow.quality;

import org.apache.flink.annotation.Internal;

/** Selected events of the current buffer. Reused for all buffers. */
@Internal
public final class BufferEvents {

  private long count;
  private long late;
  private long first;
  private long last;

  /** Creates an object without events. */
  public BufferEvents() {
    start();
  }

  /** Starts a new buffer. */
  public void start() {
    count = 0;
    late = 0;
    first = Long.MAX_VALUE;
    last = 0;
  }

  /**
   * Adds an event.
   *
   * @param time FILETIME
   * @param isLate whether it arrived after its window was closed
   */
  public void add(final long time, final boolean isLate) {
    count++;
    late += isLate ? 1 : 0;
    first = Math.min(first, time);
    last = Math.max(last, time);
  }

  /** Number of events that arrived after their window was closed. */
  public long lateEvents() {
    return late;
  }

  void addTo(final QualityPartial partial) {
    partial.selectedEvents += count;
    partial.lateEvents += late;
    partial.firstEvent = Math.min(partial.firstEvent, first);
    partial.lastEvent = Math.max(partial.lastEvent, last);
  }
}
