package org.etwflow.process;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/**
 * The processes of one machine: an open-addressing hash table from PIDs to their processes in order
 * of time. Immutable; a lookup allocates nothing.
 */
@PublicEvolving
public final class ProcessTable {

  /** Table of a machine without observations. */
  static final ProcessTable NONE = of(List.of());

  /** Empty table, used when there are more observations than the memory limit allows. */
  static final ProcessTable TOO_MANY_OBSERVATIONS = of(List.of());

  private static final int FREE = -1;

  /** All processes, ordered by PID, then by time. */
  private final ProcessInstance[] instances;

  /** FILETIME from which each process owns its PID. */
  private final long[] starts;

  /** End index of the processes with the same PID, at the index of the first of them. */
  private final int[] ends;

  /** Hash slots: index of a PID's first process, or {@link #FREE}. */
  private final int[] slots;

  private ProcessTable(final ProcessInstance[] instances, final long[] starts) {
    this.instances = instances;
    this.starts = starts;
    this.ends = new int[instances.length];
    this.slots = new int[4 * Integer.highestOneBit(instances.length + 1)];
    Arrays.fill(slots, FREE);
    for (int first = 0, index = 1; index <= instances.length; index++) {
      if (index == instances.length
          || instances[index].processId() != instances[first].processId()) {
        ends[first] = index;
        slots[slot(instances[first].processId())] = first;
        first = index;
      }
    }
  }

  /**
   * Creates a table from observations.
   *
   * @param observations observations of one machine, by PID and then in {@link PidHistory#ORDER}
   */
  static ProcessTable of(final List<ProcessObservation> observations) {
    final List<ProcessSpan> spans = new ArrayList<>();
    for (int first = 0, index = 1; index <= observations.size(); index++) {
      if (index == observations.size()
          || observations.get(index).processId() != observations.get(first).processId()) {
        spans.addAll(PidHistory.of(observations.subList(first, index)));
        first = index;
      }
    }
    return new ProcessTable(
        spans.stream().map(ProcessSpan::toInstance).toArray(ProcessInstance[]::new),
        spans.stream().mapToLong(ProcessSpan::from).toArray());
  }

  /** Whether the table is empty because there are more observations than the limit allows. */
  public boolean isIncomplete() {
    return this == TOO_MANY_OBSERVATIONS;
  }

  /** Slot of a PID, or the free slot for it. */
  private int slot(final long processId) {
    final long mixed = processId * 0x9E37_79B9_7F4A_7C15L;
    int slot = (int) (mixed >>> Integer.SIZE) & slots.length - 1;
    while (slots[slot] != FREE && instances[slots[slot]].processId() != processId) {
      slot = slot + 1 & slots.length - 1;
    }
    return slot;
  }

  /**
   * Finds the process that owns a PID at a time.
   *
   * @param processId uint32
   * @param time FILETIME
   * @return null if unknown
   */
  public @Nullable ProcessInstance find(final long processId, final long time) {
    final int first = slots[slot(processId)];
    if (first == FREE || time < starts[first]) {
      return null;
    }
    int low = first;
    int high = ends[first];
    while (high - low > 1) {
      final int middle = (low + high) >>> 1;
      if (starts[middle] <= time) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return instances[low];
  }
}
