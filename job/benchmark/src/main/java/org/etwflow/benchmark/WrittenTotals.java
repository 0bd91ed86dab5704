package org.etwflow.benchmark;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.etwflow.traces.Flow;
import org.etwflow.traces.WrittenSend;

/** Totals of the written sends: sends, bytes, and rows by flow and window. */
final class WrittenTotals implements Consumer<WrittenSend> {

  /** FILETIME of 1970-01-01: windows are aligned to it. */
  private static final long EPOCH = 116_444_736_000_000_000L;

  private static final long SECOND = 10_000_000;

  private final long window;
  private final Set<Row> rows = new HashSet<>();
  private long sends;
  private long octets;

  WrittenTotals(final int windowSeconds) {
    this.window = windowSeconds * SECOND;
  }

  @Override
  public void accept(final WrittenSend sent) {
    sends++;
    octets += Integer.toUnsignedLong(sent.send().size());
    rows.add(new Row(Math.floorDiv(sent.time() - EPOCH, window), sent.send().flow()));
  }

  Totals totals() {
    return new Totals(sends, octets, rows.size());
  }

  private record Row(long window, Flow flow) {}
}
