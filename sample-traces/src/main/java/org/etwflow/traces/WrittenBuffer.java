package org.etwflow.traces;

/**
 * A buffer in a written file.
 *
 * @param fileOffset offset of its header in the file
 * @param storedLength its size in the file, in bytes
 * @param usedLength its bytes before compression, including the 72 of its header
 * @param cpu the CPU that filled it
 * @param sequenceNumber its SequenceNumber
 * @param fault its fault
 * @param readableLength its leading bytes, counted as {@code usedLength}, whose records can be
 *     read; 0 if the whole buffer is lost
 */
public record WrittenBuffer(
    long fileOffset,
    int storedLength,
    int usedLength,
    int cpu,
    long sequenceNumber,
    BufferFault fault,
    int readableLength) {

  WrittenBuffer readableUpTo(int length) {
    return new WrittenBuffer(
        fileOffset,
        storedLength,
        usedLength,
        cpu,
        sequenceNumber,
        fault,
        Math.min(readableLength, length));
  }

  WrittenBuffer storedAs(int length) {
    return new WrittenBuffer(
        fileOffset, length, usedLength, cpu, sequenceNumber, fault, readableLength);
  }
}
