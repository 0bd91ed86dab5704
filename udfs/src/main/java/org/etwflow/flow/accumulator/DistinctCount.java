package org.etwflow.flow.accumulator;

import java.io.IOException;
import java.util.Arrays;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Number of distinct elements of some longs each. Up to 256 elements are kept, and the count is
 * exact. More are estimated from 4,096 registers (Flajolet et al.: HyperLogLog, 2007), with a
 * standard error of 1.04 / sqrt(4096) = 1.6 %.
 *
 * <p>The choice depends on the number of elements alone, and registers only ever grow to a maximum:
 * therefore the count does not depend on the order of adding or merging.
 */
final class DistinctCount {

  private static final int MAX_KEPT = 256;
  private static final int LOG_REGISTERS = 12;
  private static final int INITIAL_CAPACITY = 4;
  private static final long[] NO_ELEMENTS = {};
  private static final short[] NO_SLOTS = {};

  /** Marker that is written in place of the number of elements if there are registers. */
  private static final int IN_REGISTERS = 0xFFFF;

  /** Longs of an element. */
  private final int width;

  /** Elements in the order of insertion; none if there are registers. */
  private long[] elements;

  /**
   * Open-addressing hash table of element indices plus 1, or 0 if empty. At most half of it is
   * used.
   */
  private short[] slots = new short[2 * INITIAL_CAPACITY];

  private int size;

  /** Null as long as the elements are kept. */
  private @Nullable Union registers;

  DistinctCount(final int width) {
    this.width = width;
    this.elements = new long[width * INITIAL_CAPACITY];
  }

  /** Adds an element, which is copied. */
  void add(final long[] element) {
    add(element, 0);
  }

  private void add(final long[] from, final int at) {
    if (registers != null) {
      registers.update(
          at == 0 && from.length == width ? from : Arrays.copyOfRange(from, at, at + width));
      return;
    }
    final int slot = slotOf(from, at);
    if (slots[slot] != 0) {
      return;
    }
    if (size == MAX_KEPT) {
      moveToRegisters();
      add(from, at);
    } else {
      insert(slot, from, at);
    }
  }

  /** Returns the slot that contains the element, or the empty slot for it. */
  private int slotOf(final long[] from, final int at) {
    int slot = hash(from, at) & slots.length - 1;
    while (slots[slot] != 0 && !isAt(slots[slot] - 1, from, at)) {
      slot = slot + 1 & slots.length - 1;
    }
    return slot;
  }

  private boolean isAt(final int index, final long[] from, final int at) {
    return Arrays.equals(elements, index * width, (index + 1) * width, from, at, at + width);
  }

  private int hash(final long[] from, final int at) {
    long mixed = 0;
    for (int i = at; i < at + width; i++) {
      mixed = (mixed ^ from[i]) * 0x9E37_79B9_7F4A_7C15L;
      mixed ^= mixed >>> Integer.SIZE;
    }
    return (int) ((mixed * 0xD6E8_FEB8_6659_FD93L) >>> Integer.SIZE);
  }

  private void insert(final int slot, final long[] from, final int at) {
    System.arraycopy(from, at, elements, size * width, width);
    slots[slot] = (short) ++size;
    if (size * width == elements.length) {
      grow();
    }
  }

  private void grow() {
    final long[] before = elements;
    final int count = size;
    elements = new long[2 * before.length];
    slots = new short[2 * slots.length];
    size = 0;
    for (int i = 0; i < count; i++) {
      insert(slotOf(before, i * width), before, i * width);
    }
  }

  private Union moveToRegisters() {
    final Union union = new Union(LOG_REGISTERS);
    registers = union;
    for (int i = 0; i < size; i++) {
      add(elements, i * width);
    }
    elements = NO_ELEMENTS;
    slots = NO_SLOTS;
    return union;
  }

  void merge(final DistinctCount other) {
    if (other.registers == null) {
      for (int i = 0; i < other.size; i++) {
        add(other.elements, i * width);
      }
      return;
    }
    final Union union = registers == null ? moveToRegisters() : registers;
    union.update(other.registers.getResult(TgtHllType.HLL_8));
  }

  /** Number of distinct elements: exact up to 256. */
  long count() {
    return registers == null
        ? size
        : Math.max(MAX_KEPT + 1, Math.round(registers.getCompositeEstimate()));
  }

  void write(final DataOutputView out) throws IOException {
    if (registers != null) {
      final byte[] bytes = registers.toCompactByteArray();
      out.writeShort(IN_REGISTERS);
      out.writeInt(bytes.length);
      out.write(bytes);
      return;
    }
    out.writeShort(size);
    for (int i = 0; i < size * width; i++) {
      out.writeLong(elements[i]);
    }
  }

  static DistinctCount read(final DataInputView in, final int width) throws IOException {
    final DistinctCount read = new DistinctCount(width);
    final int size = in.readUnsignedShort();
    if (size == IN_REGISTERS) {
      final byte[] bytes = new byte[in.readInt()];
      in.readFully(bytes);
      read.moveToRegisters();
      read.registers = Union.heapify(bytes);
      return read;
    }
    final long[] element = new long[width];
    for (int i = 0; i < size; i++) {
      for (int k = 0; k < width; k++) {
        element[k] = in.readLong();
      }
      read.add(element);
    }
    return read;
  }
}
