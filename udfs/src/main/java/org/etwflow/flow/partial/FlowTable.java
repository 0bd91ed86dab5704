package org.etwflow.flow.partial;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.flink.annotation.Internal;
import org.etwflow.etl.FileTime;
import org.etwflow.event.NetworkEvent;
import org.etwflow.flow.accumulator.CounterLayout;
import org.etwflow.flow.accumulator.CountingSort;
import org.etwflow.flow.accumulator.EventBatch;
import org.etwflow.flow.accumulator.FlowDetails;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.accumulator.StatisticsGroup;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.key.FlowPartition;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.window.Windowing;
import org.etwflow.process.ProcessInstance;
import org.jspecify.annotations.Nullable;

/**
 * Pre-aggregates events into partial flows, one for each key and pane: an open-addressing hash
 * table, probed with the event's own fields. Only a new key allocates, and only its details.
 * Objects for keys and accumulators are created when they are drained.
 *
 * <p>The table grows up to a limit. When it is {@link #isFull() full}, its owner must {@link #drain
 * drain} it. It is also full when it keeps too many times of sends, or when its sums could
 * overflow. Several partial flows of the same key and pane are merged later.
 */
@Internal
public final class FlowTable {

  private static final int MAX_PARTIALS = 1 << 15;
  private static final int FIRST_CAPACITY = 1 << 10;

  /**
   * Maximum number of kept times: up to 16 MB, at about 3 bytes each and with spare room in the
   * arrays.
   */
  private static final int MAX_TIMES = 1 << 22;

  /** Maximum number of events: with sizes and ticks of 32 bits, sums fit into 63 bits. */
  public static final int MAX_EVENTS = Integer.MAX_VALUE;

  /** Minimum number of partial flows at which sorting pays off. */
  private static final int MANY = 1 << 9;

  private static final int PANE_BITS = 7;
  private static final int GROUPS = FlowPartition.COUNT << PANE_BITS;
  private static final long PANE_FACTOR = 0xC2B2_AE3D_27D4_EB4FL;
  private static final int TRAITS_SHIFT = 52;
  private static final long HIGH_FACTOR = 0x9FB2_1C65_1E98_DF25L;

  private final Grouping grouping;
  private final Windowing windowing;
  private final CounterLayout layout;
  private final long maxEvents;

  /** Hash table of indices of partial flows plus 1, or 0 if empty. At most half of it is used. */
  private int[] slots = new int[2 * FIRST_CAPACITY];

  private final CounterTable rows;

  /** Hash of the key and pane of each partial flow. */
  private long[] hashes = new long[FIRST_CAPACITY];

  /** Sort key of each partial flow when the table is drained: its partition and pane. */
  private int[] groups = new int[FIRST_CAPACITY];

  /** Names in the key of each partial flow: the host, and the process. */
  private @Nullable String[] hosts = new String[FIRST_CAPACITY];

  private @Nullable ProcessInstance[] processes = new ProcessInstance[FIRST_CAPACITY];

  /** Details of each partial flow; null if there is no partial flow. */
  private @Nullable FlowDetails[] details = new FlowDetails[FIRST_CAPACITY];

  private int size;

  private final CountingSort sort = new CountingSort();

  /** Null if no group has details. */
  private final @Nullable EventBatch batch;

  /** Whether keys with the same numbers can have different names. */
  private boolean hasNames;

  /** Masked fields of the key of the last event. */
  private final long[] key = new long[Grouping.FIELDS];

  /** Number of events since the table was last empty. */
  private long events;

  /** End of the earliest pane in the table. */
  private long earliestEnd = Long.MAX_VALUE;

  /** Panes that end at this time or earlier are closed. */
  private long closedUpTo = Long.MIN_VALUE;

  /** Pane of the last event: the next event is mostly in the same one. */
  private long paneStart;

  private long paneEnd;

  /** Bounds of this pane as FILETIME. */
  private long paneFrom;

  private long paneTo;

  /** Creates an empty table. */
  public FlowTable(
      final Grouping grouping, final Windowing windowing, final SelectedStatistics selected) {
    this.grouping = grouping;
    this.windowing = windowing;
    this.layout = selected.layout();
    this.rows = new CounterTable(grouping, layout, FIRST_CAPACITY);
    this.hasNames = grouping.needsProcesses();
    this.batch = layout.hasDetails() ? new EventBatch() : null;
    this.maxEvents = selected.has(StatisticsGroup.GAPS) ? MAX_TIMES : MAX_EVENTS;
  }

  /**
   * Adds an event. Not allowed when full.
   *
   * @param host host of the trace, or null
   * @param event the event, which the table does not keep
   * @param process process of the event; null if unknown or not part of the grouping
   * @return false if the event is late: its pane is closed, and it was not counted
   */
  public boolean add(
      final @Nullable String host,
      final NetworkEvent event,
      final @Nullable ProcessInstance process) {
    if (event.time < paneFrom || event.time >= paneTo) {
      moveTo(event.time);
    }
    if (paneEnd <= closedUpTo) {
      return false;
    }
    final int partial = find(host, event, process);
    events++;
    rows.add(partial, event);
    if (batch != null) {
      addTo(batch, partial, event);
    }
    return true;
  }

  private void addTo(final EventBatch batch, final int partial, final NetworkEvent event) {
    if (batch.isFull()) {
      countBatch();
    }
    batch.add(partial, event);
  }

  private void countBatch() {
    if (batch != null) {
      batch.countInto(details, size);
    }
  }

  private void moveTo(final long time) {
    paneStart = windowing.paneStart(FileTime.toUnixMillis(time));
    paneEnd = windowing.paneEnd(paneStart);
    // The bounds of the pane of a whole run are no times: they saturate.
    paneFrom = FileTime.ofUnixMillis(paneStart);
    paneTo = FileTime.ofUnixMillis(paneEnd);
  }

  private int find(
      final @Nullable String host,
      final NetworkEvent event,
      final @Nullable ProcessInstance process) {
    hasNames |= host != null;
    grouping.mask(event, key);
    final long hash = hash(hasNames ? grouping.nameHash(host, process) : 0);
    int slot = firstSlot(hash);
    while (slots[slot] != 0) {
      final int partial = slots[slot] - 1;
      if (rows.isOf(partial, key, paneStart) && (!hasNames || hasNames(partial, host, process))) {
        return partial;
      }
      slot = next(slot);
    }
    final int partial = append(hash);
    rows.start(partial, key, paneStart);
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
    return rows.key(partial, hosts[partial], processes[partial]);
  }

  /** Computes a hash whose upper bits depend on all bits of the key of the event. */
  private long hash(final int nameHash) {
    final long low =
        key[Grouping.LOCAL_LOW] ^ Long.rotateLeft(key[Grouping.REMOTE_LOW], Integer.SIZE);
    final long high =
        key[Grouping.LOCAL_HIGH] ^ Long.rotateLeft(key[Grouping.REMOTE_HIGH], Integer.SIZE);
    final long others = key[Grouping.ENDPOINTS] + nameHash + (key[Grouping.TRAITS] << TRAITS_SHIFT);
    final long mixed = low ^ (others ^ high * HIGH_FACTOR) * 0x9E37_79B9_7F4A_7C15L;
    return (mixed + paneStart * PANE_FACTOR) * 0xD6E8_FEB8_6659_FD93L;
  }

  /**
   * Computes the sort key. Panes may share a number, but those that are open together mostly do
   * not.
   */
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

  /** Whether the table must be drained before the next event. */
  public boolean isFull() {
    return size == MAX_PARTIALS || events >= maxEvents;
  }

  /**
   * Passes all partial flows to a receiver, which owns them, and empties the table. Many of them
   * are sorted, so that those of the same {@link FlowPartition} and pane are mostly adjacent.
   */
  public void drain(final Consumer<PartialFlow> receiver) {
    drainUpTo(Long.MAX_VALUE, receiver);
  }

  /**
   * Closes panes, and passes their partial flows to a receiver as {@link #drain} does.
   *
   * @param time panes that end at this time or earlier are closed: milliseconds since 1970-01-01
   *     UTC
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
    earliestEnd = Long.MAX_VALUE;
    handOut(before, time, receiver);
    for (int partial = 0; partial < before; partial++) {
      final long end = windowing.paneEnd(rows.paneStart(partial));
      if (end > time) {
        earliestEnd = Math.min(earliestEnd, end);
        keep(partial);
      }
    }
    events = size == 0 ? 0 : events;
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

  /** Moves a partial flow to the next free row. */
  private void keep(final int partial) {
    rows.move(partial, size);
    hashes[size] = hashes[partial];
    groups[size] = groups[partial];
    hosts[size] = hosts[partial];
    processes[size] = processes[partial];
    details[size] = details[partial];
    size++;
  }
}
