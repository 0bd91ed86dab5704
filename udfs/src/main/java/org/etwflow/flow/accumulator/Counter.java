package org.etwflow.flow.accumulator;

import static org.etwflow.flow.accumulator.Merge.MAX;
import static org.etwflow.flow.accumulator.Merge.MIN;
import static org.etwflow.flow.accumulator.Merge.SATURATED_SUM;
import static org.etwflow.flow.accumulator.Merge.SUM;
import static org.etwflow.flow.accumulator.Merge.SUM_128;
import static org.etwflow.flow.accumulator.StatisticsGroup.CORE;
import static org.etwflow.flow.accumulator.StatisticsGroup.TICKS;

import java.util.Arrays;
import org.apache.flink.annotation.Internal;
import org.etwflow.event.SendIPV4;

/**
 * Integer counters of a flow: the statistics group that each belongs to, how two values are merged,
 * and what an event adds. Their order is that of the slots of their group in a {@link
 * CounterLayout}, and therefore part of the format of saved states.
 */
@Internal
public enum Counter {
  /** Number of sends. */
  SEND_COUNT(CORE, SUM),
  /** Sum of the sizes, in bytes. */
  SEND_OCTETS(CORE, SATURATED_SUM),
  /** Smallest size, in bytes. */
  SEND_OCTETS_MIN(CORE, MIN),
  /** Largest size, in bytes. */
  SEND_OCTETS_MAX(CORE, MAX),
  /** Sum of the squared sizes, in 128 bits: two sends of 4 GB overflow 64 bits. */
  SEND_OCTETS_SQUARED(CORE, SUM_128),
  /** FILETIME of the first send. */
  FLOW_START(CORE, MIN),
  /** FILETIME of the last send. */
  FLOW_END(CORE, MAX),

  /** Number of sends with valid ticks: see {@link SendTicks}. */
  SEND_TICKS_COUNT(TICKS, SUM),
  /** Sum of their ticks. */
  SEND_TICKS(TICKS, SATURATED_SUM),
  /** Smallest number of ticks of a send. */
  SEND_TICKS_MIN(TICKS, MIN),
  /** Largest number of ticks of a send. */
  SEND_TICKS_MAX(TICKS, MAX),
  /** Earliest origin under the assumption of short ticks: see {@link TickLength}. */
  SHORT_TICK_ORIGIN_MIN(TICKS, MIN),
  /** Latest origin under the assumption of short ticks. */
  SHORT_TICK_ORIGIN_MAX(TICKS, MAX),
  /** Earliest origin under the assumption of long ticks. */
  LONG_TICK_ORIGIN_MIN(TICKS, MIN),
  /** Latest origin under the assumption of long ticks. */
  LONG_TICK_ORIGIN_MAX(TICKS, MAX);

  private final StatisticsGroup group;
  private final Merge merge;

  Counter(final StatisticsGroup group, final Merge merge) {
    this.group = group;
    this.merge = merge;
  }

  /** The statistics group that the counter belongs to. */
  StatisticsGroup group() {
    return group;
  }

  /** Index in arrays. */
  @SuppressWarnings("EnumOrdinal") // The order is fixed by saved states.
  int index() {
    return ordinal();
  }

  Merge merge() {
    return merge;
  }

  /** Index of the first slot, relative to the first slot of the group. */
  private int offset() {
    return Arrays.stream(values())
        .takeWhile(counter -> counter != this)
        .filter(counter -> counter.group == group)
        .mapToInt(counter -> counter.merge.width())
        .sum();
  }

  /**
   * Adds a send to the core counters.
   *
   * @param slots counters of several keys
   * @param from index of the first core slot of the key
   * @param send a send whose size is a uint32: its square fits into 64 unsigned bits
   */
  public static void addSend(final long[] slots, final int from, final SendIPV4 send) {
    final long octets = send.size;
    final long time = send.time;
    final long square = octets * octets;
    final long low = slots[from + Offset.OCTETS_SQUARED + 1];
    slots[from + Offset.COUNT]++;
    slots[from + Offset.OCTETS] += octets;
    setMin(slots, from + Offset.OCTETS_MIN, octets);
    setMax(slots, from + Offset.OCTETS_MAX, octets);
    slots[from + Offset.OCTETS_SQUARED] += UInt128Sum.carry(low, square);
    slots[from + Offset.OCTETS_SQUARED + 1] = low + square;
    setMin(slots, from + Offset.START, time);
    setMax(slots, from + Offset.END, time);
  }

  /**
   * Adds the ticks of a send, if it has valid ones.
   *
   * @param slots counters of several keys
   * @param from index of the first slot of the ticks
   */
  public static void addTicks(final long[] slots, final int from, final SendIPV4 send) {
    final int ticks = SendTicks.of(send);
    if (ticks < 0) {
      return;
    }
    final long shortOrigin = TickLength.SHORT.origin(send);
    final long longOrigin = TickLength.LONG.origin(send);
    slots[from + Offset.TICKS_COUNT]++;
    slots[from + Offset.TICKS] += ticks;
    setMin(slots, from + Offset.TICKS_MIN, ticks);
    setMax(slots, from + Offset.TICKS_MAX, ticks);
    setMin(slots, from + Offset.SHORT_ORIGIN_MIN, shortOrigin);
    setMax(slots, from + Offset.SHORT_ORIGIN_MAX, shortOrigin);
    setMin(slots, from + Offset.LONG_ORIGIN_MIN, longOrigin);
    setMax(slots, from + Offset.LONG_ORIGIN_MAX, longOrigin);
  }

  /**
   * Merges the core counters of two keys, as {@link Merge} does one by one: it takes two thirds of
   * the time of a loop over the counters.
   *
   * @param into counters whose first slots are those of the core
   * @param from counters whose first slots are those of the core
   */
  static void mergeCore(final long[] into, final long[] from) {
    final long low = into[Offset.OCTETS_SQUARED + 1];
    final long otherLow = from[Offset.OCTETS_SQUARED + 1];
    into[Offset.COUNT] += from[Offset.COUNT];
    into[Offset.OCTETS] = SaturatedSum.of(into[Offset.OCTETS], from[Offset.OCTETS]);
    setMin(into, Offset.OCTETS_MIN, from[Offset.OCTETS_MIN]);
    setMax(into, Offset.OCTETS_MAX, from[Offset.OCTETS_MAX]);
    into[Offset.OCTETS_SQUARED] += from[Offset.OCTETS_SQUARED] + UInt128Sum.carry(low, otherLow);
    into[Offset.OCTETS_SQUARED + 1] = low + otherLow;
    setMin(into, Offset.START, from[Offset.START]);
    setMax(into, Offset.END, from[Offset.END]);
  }

  private static void setMin(final long[] slots, final int slot, final long value) {
    slots[slot] = Math.min(slots[slot], value);
  }

  private static void setMax(final long[] slots, final int slot, final long value) {
    slots[slot] = Math.max(slots[slot], value);
  }

  /** Offsets of the slots, as constants for the JIT compiler. */
  private static final class Offset {

    static final int COUNT = SEND_COUNT.offset();
    static final int OCTETS = SEND_OCTETS.offset();
    static final int OCTETS_MIN = SEND_OCTETS_MIN.offset();
    static final int OCTETS_MAX = SEND_OCTETS_MAX.offset();
    static final int OCTETS_SQUARED = SEND_OCTETS_SQUARED.offset();
    static final int START = FLOW_START.offset();
    static final int END = FLOW_END.offset();

    static final int TICKS_COUNT = SEND_TICKS_COUNT.offset();
    static final int TICKS = SEND_TICKS.offset();
    static final int TICKS_MIN = SEND_TICKS_MIN.offset();
    static final int TICKS_MAX = SEND_TICKS_MAX.offset();
    static final int SHORT_ORIGIN_MIN = SHORT_TICK_ORIGIN_MIN.offset();
    static final int SHORT_ORIGIN_MAX = SHORT_TICK_ORIGIN_MAX.offset();
    static final int LONG_ORIGIN_MIN = LONG_TICK_ORIGIN_MIN.offset();
    static final int LONG_ORIGIN_MAX = LONG_TICK_ORIGIN_MAX.offset();
  }
}
