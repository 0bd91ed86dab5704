package org.etwflow.benchmark;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.etwflow.traces.Flow;
import org.etwflow.traces.WrittenSend;

/** Counts what the generator wrote: so many sends, in so many flows and windows. */
final class WrittenTotals implements Consumer<WrittenSend> {

  /** Windows begin with 1970, FILETIME with 1601. */
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
