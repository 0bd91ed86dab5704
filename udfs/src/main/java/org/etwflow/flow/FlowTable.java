package org.etwflow.flow;

import java.util.Arrays;
import java.util.function.Consumer;
import org.etwflow.etl.FileTime;
import org.etwflow.event.SendIPV4;
import org.etwflow.process.ProcessInstance;

/**
 * Gathers events into partial statistics, one for each key and pane: an open-addressing hash table
 * that is asked with the event itself, so that only a new key allocates.
 *
 * <p>It never grows: when it is {@link #isFull() full} its owner {@link #drain drains} it, also if
 * partials that keep the times of their sends have kept many. Several partials of one key and pane
 * are merged later.
 */
public final class FlowTable {

  private static final int MAX_PARTIALS = 1 << 16;
  private static final int SLOTS = 2 * MAX_PARTIALS;

  /** Up to 16 MB, as arrays have room to grow. */
  private static final int MAX_TIMES = 1 << 20;

  private final Grouping grouping;
  private final Windowing windowing;
  private final SelectedStatistics selected;
  private final FlowPartial[] slots = new FlowPartial[SLOTS];
  private final long maxSends;
  private int size;

  /** In all partials. */
  private long sends;

  /** End of the earliest pane in the table. */
  private long earliestEnd = Long.MAX_VALUE;

  /** Panes that end here or before are closed. */
  private long closedUpTo = Long.MIN_VALUE;

  /** The pane that the last event was in: the next one is mostly there too. */
  private long paneStart;

  private long paneEnd;

  /** An empty table. */
  public FlowTable(
      final Grouping grouping, final Windowing windowing, final SelectedStatistics selected) {
    this.grouping = grouping;
    this.windowing = windowing;
    this.selected = selected;
    this.maxSends = selected.has(StatisticsGroup.GAPS) ? MAX_TIMES : Long.MAX_VALUE;
  }

  /**
   * Counts an event. Not allowed when full.
   *
   * @param host machine of the trace, or null
   * @param send stays the caller's
   * @param process that sent it; null if nothing tells, or the grouping does not ask
   * @return false if it came too late to be counted: its pane is closed
   */
  public boolean add(final String host, final SendIPV4 send, final ProcessInstance process) {
    moveTo(FileTime.toUnixMillis(send.time));
    if (paneEnd <= closedUpTo) {
      return false;
    }
    find(host, send, process).statistics.add(send);
    sends++;
    return true;
  }

  /** Whether it must be drained before another event. */
  public boolean isFull() {
    return size == MAX_PARTIALS || sends >= maxSends;
  }

  /** Hands out all partials, in no order, and is empty then. They are the receiver's. */
  public void drain(final Consumer<FlowPartial> receiver) {
    drainUpTo(Long.MAX_VALUE, receiver);
  }

  /**
   * Closes panes, and hands out their partials, in no order. They are the receiver's.
   *
   * @param time panes that end here or before are closed: milliseconds since 1970-01-01 UTC
   */
  public void close(final long time, final Consumer<FlowPartial> receiver) {
    closedUpTo = time;
    drainUpTo(time, receiver);
  }

  private void drainUpTo(final long time, final Consumer<FlowPartial> receiver) {
    if (size == 0 || earliestEnd > time) {
      return;
    }
    final FlowPartial[] partials = slots.clone();
    Arrays.fill(slots, null);
    size = 0;
    sends = 0;
    earliestEnd = Long.MAX_VALUE;
    for (final FlowPartial partial : partials) {
      if (partial == null) {
        continue;
      }
      if (windowing.paneEnd(partial.paneStart) <= time) {
        receiver.accept(partial);
      } else {
        insert(freeSlot(partial), partial);
      }
    }
  }

  private int freeSlot(final FlowPartial partial) {
    int slot = firstSlot(grouping.hash(partial.key), partial.paneStart);
    while (slots[slot] != null) {
      slot = slot + 1 & SLOTS - 1;
    }
    return slot;
  }

  private void moveTo(final long millis) {
    if (millis < paneStart || millis >= paneEnd) {
      paneStart = windowing.paneStart(millis);
      paneEnd = windowing.paneEnd(paneStart);
    }
  }

  private FlowPartial find(final String host, final SendIPV4 send, final ProcessInstance process) {
    int slot = firstSlot(grouping.hash(send, process), paneStart);
    while (true) {
      final FlowPartial partial = slots[slot];
      if (partial == null) {
        return insert(slot, newPartial(host, send, process));
      }
      if (partial.paneStart == paneStart && grouping.matches(partial.key, host, send, process)) {
        return partial;
      }
      slot = slot + 1 & SLOTS - 1;
    }
  }

  private FlowPartial newPartial(
      final String host, final SendIPV4 send, final ProcessInstance process) {
    return new FlowPartial(grouping.key(host, send, process), paneStart, selected.newAccumulator());
  }

  private static int firstSlot(final int keyHash, final long paneStart) {
    return (keyHash ^ Long.hashCode(paneStart)) & SLOTS - 1;
  }

  private FlowPartial insert(final int slot, final FlowPartial partial) {
    slots[slot] = partial;
    size++;
    sends += partial.statistics.sendCount;
    earliestEnd = Math.min(earliestEnd, windowing.paneEnd(partial.paneStart));
    return partial;
  }
}
