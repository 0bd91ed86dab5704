package org.etwflow.process;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.annotation.PublicEvolving;

/**
 * The processes of one machine: an open-addressing hash table of PIDs, and for each its processes
 * in the order of time. It never changes, and looking something up allocates nothing.
 */
@PublicEvolving
public final class ProcessTable {

  /** Of a machine of whose processes nothing is told. */
  static final ProcessTable NONE = of(List.of());

  /** No process, since there are more facts than are kept. */
  static final ProcessTable TOO_MANY_FACTS = of(List.of());

  private static final int FREE = -1;

  /** By PID, and then by time. */
  private final ProcessInstance[] instances;

  /** Since when a PID stands for each of them: FILETIME. */
  private final long[] froms;

  /** Behind the last one with the same PID; only where the first of them is. */
  private final int[] ends;

  /** Where the first one of a PID is. */
  private final int[] slots;

  private ProcessTable(final ProcessInstance[] instances, final long[] froms) {
    this.instances = instances;
    this.froms = froms;
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
   * The processes that facts tell of.
   *
   * @param facts of one machine, by PID and then in {@link PidHistory#ORDER}
   */
  static ProcessTable of(final List<ProcessObservation> facts) {
    final List<ProcessSpan> spans = new ArrayList<>();
    for (int first = 0, index = 1; index <= facts.size(); index++) {
      if (index == facts.size() || facts.get(index).processId() != facts.get(first).processId()) {
        spans.addAll(PidHistory.of(facts.subList(first, index)));
        first = index;
      }
    }
    return new ProcessTable(
        spans.stream().map(ProcessSpan::toInstance).toArray(ProcessInstance[]::new),
        spans.stream().mapToLong(ProcessSpan::from).toArray());
  }

  /** Whether processes are left out, since there are more facts than are kept. */
  public boolean areLeftOut() {
    return this == TOO_MANY_FACTS;
  }

  /** The place of a PID, or a free one where it would be. */
  private int slot(final long processId) {
    final long mixed = processId * 0x9E37_79B9_7F4A_7C15L;
    int slot = (int) (mixed >>> Integer.SIZE) & slots.length - 1;
    while (slots[slot] != FREE && instances[slots[slot]].processId() != processId) {
      slot = slot + 1 & slots.length - 1;
    }
    return slot;
  }

  /**
   * Which process a PID stands for.
   *
   * @param processId uint32
   * @param time FILETIME
   * @return null if nothing tells
   */
  public ProcessInstance find(final long processId, final long time) {
    final int first = slots[slot(processId)];
    if (first == FREE || time < froms[first]) {
      return null;
    }
    int low = first;
    int high = ends[first];
    while (high - low > 1) {
      final int middle = (low + high) >>> 1;
      if (froms[middle] <= time) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return instances[low];
  }
}
