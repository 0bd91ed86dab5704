package org.etwflow.traces;

/** The buffer that a CPU currently fills. */
final class CpuBuffer {

  final int cpu;
  final byte[] bytes;

  /**
   * SequenceNumber, assigned when the CPU takes the buffer: a CPU that logs little writes an early
   * number late.
   */
  long sequenceNumber;

  BufferFault fault = BufferFault.NONE;

  /** Bytes used, including the header's 72; 0 while the CPU holds no buffer. */
  int used;

  /** Start of the last record in the first half of the buffer: the one that damage hits. */
  int damageableRecord;

  private final int middle;

  CpuBuffer(int cpu, int bufferSize) {
    this.cpu = cpu;
    bytes = new byte[bufferSize];
    middle = bufferSize / 2;
  }

  boolean isTaken() {
    return used > 0;
  }

  void take(long number, BufferFault fault) {
    sequenceNumber = number;
    this.fault = fault;
    used = BufferHeaderWriter.SIZE;
    damageableRecord = BufferHeaderWriter.SIZE;
  }

  boolean hasRoomFor(int length) {
    return length <= bytes.length - used;
  }

  /**
   * Reserves the bytes of a record, padded with zeros to a multiple of 8, and returns its start.
   */
  int append(int length) {
    final int at = used;
    used = at + ((length + 7) & ~7);
    if (at <= middle) {
      damageableRecord = at;
    }
    if ((length & 7) != 0) {
      LittleEndianWriter.putLong(bytes, used - 8, 0);
    }
    return at;
  }

  void release() {
    used = 0;
  }
}
