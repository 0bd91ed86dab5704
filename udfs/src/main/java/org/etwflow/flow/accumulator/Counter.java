package org.etwflow.flow.accumulator;

import static org.etwflow.flow.accumulator.Merge.MAX;
import static org.etwflow.flow.accumulator.Merge.MIN;
import static org.etwflow.flow.accumulator.Merge.SATURATED_SUM;
import static org.etwflow.flow.accumulator.Merge.SUM;
import static org.etwflow.flow.accumulator.Merge.SUM_128;
import static org.etwflow.flow.accumulator.StatisticsGroup.CONNECTIONS;
import static org.etwflow.flow.accumulator.StatisticsGroup.CORE;
import static org.etwflow.flow.accumulator.StatisticsGroup.SIZES;
import static org.etwflow.flow.accumulator.StatisticsGroup.TICKS;

import java.util.Arrays;
import org.apache.flink.annotation.Internal;
import org.etwflow.event.NetworkEvent;

/**
 * Integer counters of a flow: the statistics group that each belongs to, how two values are merged,
 * and what an event adds. Their order is that of the slots of their group in a {@link
 * CounterLayout}, and therefore part of the format of saved states.
 */
@Internal
public enum Counter {
  /** Number of sends. */
  SEND_COUNT(CORE, SUM),
  /** Number of receives. */
  RECEIVE_COUNT(CORE, SUM),
  /** Sum of the sizes of the sends, in bytes. */
  SEND_OCTETS(CORE, SATURATED_SUM),
  /** Sum of the sizes of the receives, in bytes. */
  RECEIVE_OCTETS(CORE, SATURATED_SUM),
  /** FILETIME of the first event. */
  FLOW_START(CORE, MIN),
  /** FILETIME of the last event. */
  FLOW_END(CORE, MAX),

  /** Smallest size of a send, in bytes. */
  SEND_OCTETS_MIN(SIZES, MIN),
  /** Largest size of a send, in bytes. */
  SEND_OCTETS_MAX(SIZES, MAX),
  /** Sum of the squared sizes of the sends, in 128 bits: two sends of 4 GB overflow 64 bits. */
  SEND_OCTETS_SQUARED(SIZES, SUM_128),
  /** Smallest size of a receive, in bytes. */
  RECEIVE_OCTETS_MIN(SIZES, MIN),
  /** Largest size of a receive, in bytes. */
  RECEIVE_OCTETS_MAX(SIZES, MAX),
  /** Sum of the squared sizes of the receives, in 128 bits. */
  RECEIVE_OCTETS_SQUARED(SIZES, SUM_128),

  /** Number of outgoing TCP connections. */
  CONNECT_COUNT(CONNECTIONS, SUM),
  /** Number of incoming TCP connections. */
  ACCEPT_COUNT(CONNECTIONS, SUM),
  /** Number of ended TCP connections. */
  DISCONNECT_COUNT(CONNECTIONS, SUM),
  /** Number of repeated attempts to connect. */
  RECONNECT_COUNT(CONNECTIONS, SUM),
  /** Number of retransmits. */
  RETRANSMIT_COUNT(CONNECTIONS, SUM),
  /** Sum of the sizes of the retransmits, in bytes. */
  RETRANSMIT_OCTETS(CONNECTIONS, SATURATED_SUM),

  /** Number of sends with valid ticks: see {@link SendTicks}. */
  SEND_TICKS_COUNT(TICKS, SUM),
  /** Sum of their ticks. */
  SEND_TICKS(TICKS, SATURATED_SUM),
  /** Smallest number of ticks of a send. */
  SEND_TICKS_MIN(TICKS, MIN),
  /** Largest number of ticks of a send. */
  SEND_TICKS_MAX(TICKS, MAX),
  /** FILETIME of the first send with valid ticks. */
  SEND_TICKS_START(TICKS, MIN),
  /** FILETIME of the last send with valid ticks. */
  SEND_TICKS_END(TICKS, MAX),
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
   * Adds an event to the core counters.
   *
   * @param slots counters of several keys
   * @param from index of the first core slot of the key
   * @param event an event whose size is a uint32
   */
  public static void addEvent(final long[] slots, final int from, final NetworkEvent event) {
    final int direction = event.type.kind().direction();
    if (direction >= 0) {
      slots[from + Offset.COUNT + direction]++;
      slots[from + Offset.OCTETS + direction] += event.octets;
    }
    setMin(slots, from + Offset.START, event.time);
    setMax(slots, from + Offset.END, event.time);
  }

  /**
   * Adds the size of a send or a receive.
   *
   * @param slots counters of several keys
   * @param from index of the first slot of the sizes
   * @param event an event whose size is a uint32: its square fits into 64 unsigned bits
   */
  public static void addSize(final long[] slots, final int from, final NetworkEvent event) {
    final int direction = event.type.kind().direction();
    if (direction < 0) {
      return;
    }
    final int sizes = from + direction * Offset.SIZES_OF_DIRECTION;
    final long octets = event.octets;
    final long square = octets * octets;
    final long low = slots[sizes + Offset.OCTETS_SQUARED + 1];
    setMin(slots, sizes + Offset.OCTETS_MIN, octets);
    setMax(slots, sizes + Offset.OCTETS_MAX, octets);
    slots[sizes + Offset.OCTETS_SQUARED] += UInt128Sum.carry(low, square);
    slots[sizes + Offset.OCTETS_SQUARED + 1] = low + square;
  }

  /**
   * Adds an event of a connection, if it is one.
   *
   * @param slots counters of several keys
   * @param from index of the first slot of the connections
   */
  public static void addConnection(final long[] slots, final int from, final NetworkEvent event) {
    switch (event.type.kind()) {
      case CONNECT -> slots[from + Offset.CONNECTS]++;
      case ACCEPT -> slots[from + Offset.ACCEPTS]++;
      case DISCONNECT -> slots[from + Offset.DISCONNECTS]++;
      case RECONNECT -> slots[from + Offset.RECONNECTS]++;
      case RETRANSMIT -> {
        slots[from + Offset.RETRANSMITS]++;
        slots[from + Offset.RETRANSMITTED] += event.octets;
      }
      case SEND, RECEIVE, FAIL, COPY -> {}
    }
  }

  /**
   * Adds the ticks of a send, if it has valid ones.
   *
   * @param slots counters of several keys
   * @param from index of the first slot of the ticks
   */
  public static void addTicks(final long[] slots, final int from, final NetworkEvent event) {
    final int ticks = SendTicks.of(event);
    if (ticks < 0) {
      return;
    }
    final long shortOrigin = TickLength.SHORT.origin(event);
    final long longOrigin = TickLength.LONG.origin(event);
    slots[from + Offset.TICKS_COUNT]++;
    slots[from + Offset.TICKS] += ticks;
    setMin(slots, from + Offset.TICKS_MIN, ticks);
    setMax(slots, from + Offset.TICKS_MAX, ticks);
    setMin(slots, from + Offset.TICKS_START, event.time);
    setMax(slots, from + Offset.TICKS_END, event.time);
    setMin(slots, from + Offset.SHORT_ORIGIN_MIN, shortOrigin);
    setMax(slots, from + Offset.SHORT_ORIGIN_MAX, shortOrigin);
    setMin(slots, from + Offset.LONG_ORIGIN_MIN, longOrigin);
    setMax(slots, from + Offset.LONG_ORIGIN_MAX, longOrigin);
  }

  /**
   * Merges the core counters of two keys, as {@link Merge} does one by one: it takes a third of the
   * time of a loop over the counters.
   *
   * @param into counters whose first slots are those of the core
   * @param from counters whose first slots are those of the core
   */
  static void mergeCore(final long[] into, final long[] from) {
    into[Offset.COUNT] += from[Offset.COUNT];
    into[Offset.COUNT + 1] += from[Offset.COUNT + 1];
    into[Offset.OCTETS] = SaturatedSum.of(into[Offset.OCTETS], from[Offset.OCTETS]);
    into[Offset.OCTETS + 1] = SaturatedSum.of(into[Offset.OCTETS + 1], from[Offset.OCTETS + 1]);
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

    /** Sends; receives are in the next slot. */
    static final int COUNT = SEND_COUNT.offset();

    /** Bytes of sends; those of receives are in the next slot. */
    static final int OCTETS = SEND_OCTETS.offset();

    static final int START = FLOW_START.offset();
    static final int END = FLOW_END.offset();

    static final int OCTETS_MIN = SEND_OCTETS_MIN.offset();
    static final int OCTETS_MAX = SEND_OCTETS_MAX.offset();
    static final int OCTETS_SQUARED = SEND_OCTETS_SQUARED.offset();

    /** Slots of the sizes of sends, which those of receives follow in the same order. */
    static final int SIZES_OF_DIRECTION = RECEIVE_OCTETS_MIN.offset() - SEND_OCTETS_MIN.offset();

    static final int CONNECTS = CONNECT_COUNT.offset();
    static final int ACCEPTS = ACCEPT_COUNT.offset();
    static final int DISCONNECTS = DISCONNECT_COUNT.offset();
    static final int RECONNECTS = RECONNECT_COUNT.offset();
    static final int RETRANSMITS = RETRANSMIT_COUNT.offset();
    static final int RETRANSMITTED = RETRANSMIT_OCTETS.offset();

    static final int TICKS_COUNT = SEND_TICKS_COUNT.offset();
    static final int TICKS = SEND_TICKS.offset();
    static final int TICKS_MIN = SEND_TICKS_MIN.offset();
    static final int TICKS_MAX = SEND_TICKS_MAX.offset();
    static final int TICKS_START = SEND_TICKS_START.offset();
    static final int TICKS_END = SEND_TICKS_END.offset();
    static final int SHORT_ORIGIN_MIN = SHORT_TICK_ORIGIN_MIN.offset();
    static final int SHORT_ORIGIN_MAX = SHORT_TICK_ORIGIN_MAX.offset();
    static final int LONG_ORIGIN_MIN = LONG_TICK_ORIGIN_MIN.offset();
    static final int LONG_ORIGIN_MAX = LONG_TICK_ORIGIN_MAX.offset();
  }
}
