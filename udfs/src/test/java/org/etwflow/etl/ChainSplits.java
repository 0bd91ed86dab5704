package org.etwflow.etl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.etwflow.testing.BufferSpan;

/**
 * Reads each buffer of a file as a range of its own, as if the planner had cut as small as it can.
 */
final class ChainSplits {

  private ChainSplits() {}

  /** The spans of all ranges, which begin where the sizes in the headers lead. */
  static List<BufferSpan> of(final Trace trace, final byte[] file) {
    final List<BufferSpan> spans = new ArrayList<>();
    long from = 0;
    while (from < file.length) {
      final long next = next(trace, file, (int) from);
      spans.addAll(BufferSpan.inRange(trace, file, from, next));
      from = next;
    }
    return spans;
  }

  private static long next(final Trace trace, final byte[] file, final int from) {
    final int size = sizeInHeader(trace, file, from);
    final boolean leadsToHeader =
        trace.header().packed()
            ? size > 0 && from + size < file.length && sizeInHeader(trace, file, from + size) > 0
            : from + trace.header().bufferSize() < file.length;
    if (!leadsToHeader) {
      return file.length;
    }
    final long stride = trace.header().packed() ? size : trace.header().bufferSize();
    return from + stride;
  }

  private static int sizeInHeader(final Trace trace, final byte[] file, final int at) {
    return at + BufferHeader.SIZE > file.length
        ? BufferHeader.NO_HEADER
        : BufferHeader.storedSize(
            Arrays.copyOfRange(file, at, at + BufferHeader.SIZE), trace.header());
  }
}
