package org.etwflow.quality;

import org.apache.flink.annotation.Internal;

/** The sends of one buffer, counted. Reused for the next one. */
@Internal
public final class BufferSends {

  private long count;
  private long late;
  private long first;
  private long last;

  /** Of no buffer yet. */
  public BufferSends() {
    start();
  }

  /** Begins with a buffer. */
  public void start() {
    count = 0;
    late = 0;
    first = Long.MAX_VALUE;
    last = 0;
  }

  /**
   * Adds a send.
   *
   * @param time FILETIME
   * @param isLate whether it came after its window was closed
   */
  public void add(final long time, final boolean isLate) {
    count++;
    late += isLate ? 1 : 0;
    first = Math.min(first, time);
    last = Math.max(last, time);
  }

  void addTo(final QualityPartial partial) {
    partial.sends += count;
    partial.lateSends += late;
    partial.firstSend = Math.min(partial.firstSend, first);
    partial.lastSend = Math.max(partial.lastSend, last);
  }
}
