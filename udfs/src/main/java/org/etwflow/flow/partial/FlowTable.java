package org.etwflow.flow.partial;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.flink.annotation.Internal;
import org.etwflow.etl.FileTime;
import org.etwflow.event.SendIPV4;
import org.etwflow.flow.accumulator.CounterLayout;
import org.etwflow.flow.accumulator.CountingSort;
import org.etwflow.flow.accumulator.FlowDetails;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.accumulator.SendBatch;
import org.etwflow.flow.accumulator.StatisticsGroup;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.key.FlowPartition;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.window.Windowing;
import org.etwflow.process.ProcessInstance;
import org.jspecify.annotations.Nullable;

/**
 * Gathers events into partial statistics, one for each key and pane: an open-addressing hash table
 * that is asked with the event itself, so that only a new key allocates, and only what is counted
 * besides the core. Objects are made of keys and counts when they are handed out.
 *
 * <p>It grows up to a limit: when it is {@link #isFull() full} its owner {@link #drain drains} it,
 * also if partials that keep the times of their sends have kept many, or their sums could overflow.
 * Several partials of one key and pane are merged later.
 */
@Internal
public final class FlowTable {

  private static final int MAX_PARTIALS = 1 << 15;
  private static final int FIRST_CAPACITY = 1 << 10;

  /** Up to 16 MB, as most take 3 bytes, and arrays have room to grow. */
  private static final int MAX_TIMES = 1 << 22;

  /** Of any sizes and ticks, both within 32 bits, their sums are within 63. */
  public static final int MAX_SENDS = Integer.MAX_VALUE;

  /** So many partials are worth to be ordered before they are handed out. */
  private static final int MANY = 1 << 9;

  private static final int PANE_BITS = 7;
  private static final int GROUPS = FlowPartition.COUNT << PANE_BITS;
  private static final long PANE_FACTOR = 0xC2B2_AE3D_27D4_EB4FL;

  private final Grouping grouping;
  private final Windowing windowing;
  private final CounterLayout layout;
  private final long maxSends;

  /** Twice as many as there is room for partials; each is the number of one plus 1, or 0. */
  private int[] slots = new int[2 * FIRST_CAPACITY];

  private final CounterTable rows;

  /** Of each partial's key and pane. */
  private long[] hashes = new long[FIRST_CAPACITY];

  /** Of each partial: a number of its bucket and pane, by which they are handed out. */
  private int[] groups = new int[FIRST_CAPACITY];

  /** What names stand in each partial's key: the machine, and the process. */
  private @Nullable String[] hosts = new String[FIRST_CAPACITY];

  private @Nullable ProcessInstance[] processes = new ProcessInstance[FIRST_CAPACITY];

  /** Null where there is no partial. */
  private @Nullable FlowDetails[] details = new FlowDetails[FIRST_CAPACITY];

  private int size;

  private final CountingSort sort = new CountingSort();

  /** Null if there are no details to count. */
  private final @Nullable SendBatch batch;

  /** Whether keys may be the same in numbers, and not in names. */
  private boolean hasNames;

  /** In all partials. */
  private long sends;

  /** End of the earliest pane in the table. */
  private long earliestEnd = Long.MAX_VALUE;

  /** Panes that end here or before are closed. */
  private long closedUpTo = Long.MIN_VALUE;

  /** The pane that the last event was in: the next one is mostly there too. */
  private long paneStart;

  private long paneEnd;

  /** Its bounds as FILETIME. */
  private long paneFrom;

  private long paneTo;

  /** An empty table. */
  public FlowTable(
      final Grouping grouping, final Windowing windowing, final SelectedStatistics selected) {
    this.grouping = grouping;
    this.windowing = windowing;
    this.layout = selected.layout();
    this.rows = new CounterTable(layout, FIRST_CAPACITY);
    this.hasNames = grouping.needsProcesses();
    this.batch = layout.hasDetails() ? new SendBatch() : null;
    this.maxSends = selected.has(StatisticsGroup.GAPS) ? MAX_TIMES : MAX_SENDS;
  }

  /**
   * Counts an event. Not allowed when full.
   *
   * @param host machine of the trace, or null
   * @param send stays the caller's
   * @param process that sent it; null if nothing tells, or the grouping does not ask
   * @return false if it came too late to be counted: its pane is closed
   */
  public boolean add(
      final @Nullable String host, final SendIPV4 send, final @Nullable ProcessInstance process) {
    if (send.time < paneFrom || send.time >= paneTo) {
      moveTo(send.time);
    }
    if (paneEnd <= closedUpTo) {
      return false;
    }
    final int partial = find(host, send, process);
    sends++;
    rows.add(partial, send);
    if (batch != null) {
      addTo(batch, partial, send);
    }
    return true;
  }

  private void addTo(final SendBatch batch, final int partial, final SendIPV4 send) {
    if (batch.isFull()) {
      countBatch();
    }
    batch.add(partial, send);
  }

  private void countBatch() {
    if (batch != null) {
      batch.countInto(details, size);
    }
  }

  private void moveTo(final long time) {
    paneStart = windowing.paneStart(FileTime.toUnixMillis(time));
    paneEnd = windowing.paneEnd(paneStart);
    paneFrom = bound(paneStart);
    paneTo = bound(paneEnd);
  }

  /** The one pane of a whole run has bounds that are no times. */
  private static long bound(final long millis) {
    return millis == Long.MIN_VALUE || millis == Long.MAX_VALUE
        ? millis
        : FileTime.ofUnixMillis(millis);
  }

  private int find(
      final @Nullable String host, final SendIPV4 send, final @Nullable ProcessInstance process) {
    final long sendEndpoints = grouping.endpoints(send);
    final long sendAddresses = grouping.addresses(send);
    hasNames |= host != null;
    final int nameHash = hasNames ? grouping.nameHash(host, process) : 0;
    final long hash = hash(sendEndpoints, sendAddresses, paneStart, nameHash);
    int slot = firstSlot(hash);
    while (slots[slot] != 0) {
      final int partial = slots[slot] - 1;
      if (rows.isOf(partial, sendEndpoints, sendAddresses, paneStart)
          && (!hasNames || hasNames(partial, host, process))) {
        return partial;
      }
      slot = next(slot);
    }
    final int partial = append(hash);
    rows.start(partial, sendEndpoints, sendAddresses, paneStart);
    hosts[partial] = host;
    processes[partial] = process;
    groups[partial] = groupOf(key(partial), paneStart);
    details[partial] = layout.newDetails();
    earliestEnd = Math.min(earliestEnd, paneEnd);
    return partial;
  }

  private boolean hasNames(
      final int partial, final @Nullable String host, final @Nullable ProcessInstance process) {
    return Objects.equals(hosts[partial], host)
        && grouping.hasSameNames(processes[partial], process);
  }

  private FlowKey key(final int partial) {
    return grouping.key(
        hosts[partial], rows.endpoints(partial), rows.addresses(partial), processes[partial]);
  }

  /** Its upper bits are those that depend on all bits of the numbers. */
  private static long hash(
      final long endpoints, final long addresses, final long paneStart, final int nameHash) {
    final long key = addresses ^ (endpoints + nameHash) * 0x9E37_79B9_7F4A_7C15L;
    return (key + paneStart * PANE_FACTOR) * 0xD6E8_FEB8_6659_FD93L;
  }

  /** Panes may share a number, but those that are open at a time mostly do not. */
  private static int groupOf(final FlowKey key, final long paneStart) {
    final long pane = (paneStart * PANE_FACTOR) >>> (Long.SIZE - PANE_BITS);
    return FlowPartition.of(key) << PANE_BITS | (int) pane;
  }

  private int firstSlot(final long hash) {
    return (int) (hash >>> (1 + Long.numberOfLeadingZeros(slots.length)));
  }

  private int append(final long hash) {
    if (size == hashes.length) {
      grow();
    }
    final int partial = size++;
    hashes[partial] = hash;
    slots[freeSlot(hash)] = size;
    return partial;
  }

  private void grow() {
    final int capacity = 2 * size;
    rows.grow(capacity);
    hashes = Arrays.copyOf(hashes, capacity);
    groups = Arrays.copyOf(groups, capacity);
    hosts = Arrays.copyOf(hosts, capacity);
    processes = Arrays.copyOf(processes, capacity);
    details = Arrays.copyOf(details, capacity);
    slots = new int[2 * capacity];
    fillSlots();
  }

  private void fillSlots() {
    for (int partial = 0; partial < size; partial++) {
      slots[freeSlot(hashes[partial])] = partial + 1;
    }
  }

  private int freeSlot(final long hash) {
    int slot = firstSlot(hash);
    while (slots[slot] != 0) {
      slot = next(slot);
    }
    return slot;
  }

  private int next(final int slot) {
    return (slot + 1) & (slots.length - 1);
  }

  /** Whether it must be drained before another event. */
  public boolean isFull() {
    return size == MAX_PARTIALS || sends >= maxSends;
  }

  /**
   * Hands out all partials, and is empty then. They are the receiver's. If they are many, those of
   * one {@link FlowPartition} and pane are mostly next to each other.
   */
  public void drain(final Consumer<PartialFlow> receiver) {
    drainUpTo(Long.MAX_VALUE, receiver);
  }

  /**
   * Closes panes, and hands out their partials as {@link #drain} does.
   *
   * @param time panes that end here or before are closed: milliseconds since 1970-01-01 UTC
   */
  public void close(final long time, final Consumer<PartialFlow> receiver) {
    closedUpTo = time;
    drainUpTo(time, receiver);
  }

  private void drainUpTo(final long time, final Consumer<PartialFlow> receiver) {
    if (size == 0 || earliestEnd > time) {
      return;
    }
    countBatch();
    final int before = size;
    size = 0;
    sends = 0;
    earliestEnd = Long.MAX_VALUE;
    handOut(before, time, receiver);
    for (int partial = 0; partial < before; partial++) {
      final long end = windowing.paneEnd(rows.paneStart(partial));
      if (end > time) {
        earliestEnd = Math.min(earliestEnd, end);
        keep(partial);
      }
    }
    Arrays.fill(hosts, size, before, null);
    Arrays.fill(processes, size, before, null);
    Arrays.fill(details, size, before, null);
    Arrays.fill(slots, 0);
    fillSlots();
  }

  private void handOut(final int before, final long time, final Consumer<PartialFlow> receiver) {
    final int[] order = before < MANY ? null : sort.order(groups, before, GROUPS);
    for (int i = 0; i < before; i++) {
      final int partial = order == null ? i : order[i];
      if (windowing.paneEnd(rows.paneStart(partial)) <= time) {
        receiver.accept(partial(partial));
      }
    }
  }

  private PartialFlow partial(final int partial) {
    return new PartialFlow(
        key(partial), rows.paneStart(partial), rows.statistics(partial, details[partial]));
  }

  /** Moves a partial to where there is room before it. */
  private void keep(final int partial) {
    sends += rows.sendCount(partial);
    rows.move(partial, size);
    hashes[size] = hashes[partial];
    groups[size] = groups[partial];
    hosts[size] = hosts[partial];
    processes[size] = processes[partial];
    details[size] = details[partial];
    size++;
  }
}
