package org.etwflow.traces;

/**
 * A buffer as it stands in the file.
 *
 * @param fileOffset where its header starts
 * @param storedLength the bytes it takes in the file
 * @param usedLength its bytes before compression, the 72 of its header included
 * @param cpu the CPU that filled it
 * @param sequenceNumber its SequenceNumber
 * @param fault what befell it
 * @param readableLength bytes of it, counted as {@code usedLength}, in which records can still be
 *     read: a record ending within them is not lost; 0 if the whole buffer is
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
