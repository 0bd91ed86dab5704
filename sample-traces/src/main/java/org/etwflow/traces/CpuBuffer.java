package org.etwflow.traces;

/** The buffer that one CPU fills. */
final class CpuBuffer {

  final int cpu;
  final byte[] bytes;

  /** SequenceNumber: given when the CPU takes the buffer, so a slow CPU's stands out late. */
  long sequenceNumber;

  BufferFault fault = BufferFault.NONE;

  /** Bytes used, the header's 72 included; 0 while the CPU holds no buffer. */
  int used;

  /** Where the record starts that a damage would hit. */
  int victim;

  private final int victimLimit;

  CpuBuffer(int cpu, int bufferSize) {
    this.cpu = cpu;
    bytes = new byte[bufferSize];
    victimLimit = bufferSize / 2;
  }

  boolean isTaken() {
    return used > 0;
  }

  void take(long number, BufferFault fault) {
    sequenceNumber = number;
    this.fault = fault;
    used = BufferHeaderWriter.SIZE;
    victim = BufferHeaderWriter.SIZE;
  }

  boolean hasRoomFor(int length) {
    return length <= bytes.length - used;
  }

  /** Reserves a record's place. The bytes up to the next multiple of 8 are 0. */
  int append(int length) {
    final int at = used;
    used = at + ((length + 7) & ~7);
    if (at <= victimLimit) {
      victim = at;
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
