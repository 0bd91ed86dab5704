package org.etwflow.benchmark;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.etwflow.traces.TrafficFlow;
import org.etwflow.traces.TrafficType.Kind;
import org.etwflow.traces.TrafficType.Protocol;
import org.etwflow.traces.WrittenEvent;

/**
 * Totals of the written events that a yardstick counts: sends and receives, their bytes, and rows
 * by flow and window.
 */
final class WrittenTotals implements Consumer<WrittenEvent> {

  /** FILETIME of 1970-01-01: windows are aligned to it. */
  private static final long EPOCH = 116_444_736_000_000_000L;

  private static final long SECOND = 10_000_000;

  private final Yardstick yardstick;
  private final long window;
  private final Set<Row> rows = new HashSet<>();
  private long events;
  private long octets;

  WrittenTotals(final Yardstick yardstick, final int windowSeconds) {
    this.yardstick = yardstick;
    this.window = windowSeconds * SECOND;
  }

  @Override
  public void accept(final WrittenEvent written) {
    if (!yardstick.counts(written.event().type())) {
      return;
    }
    final Kind kind = written.event().type().kind();
    if (kind == Kind.SEND || kind == Kind.RECEIVE) {
      events++;
      octets += Integer.toUnsignedLong(written.event().size());
    }
    rows.add(
        new Row(
            Math.floorDiv(written.time() - EPOCH, window),
            written.event().type().protocol(),
            written.event().flow()));
  }

  Totals totals() {
    return new Totals(events, octets, rows.size());
  }

  private record Row(long window, Protocol protocol, TrafficFlow flow) {}
}
