package org.etwflow.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Writes partials that are next to each other, and of one bucket and pane, together. */
public final class FlowPartialsWriter {

  /** Beyond this many bytes others begin: so they are small beside what a network buffer holds. */
  private static final int ENOUGH = 1 << 14;

  private final Consumer<FlowPartials> receiver;
  private final DataOutputSerializer out = new DataOutputSerializer(2 * ENOUGH);
  private int bucket;
  private long paneStart;

  /**
   * Nothing written.
   *
   * @param receiver of what was written
   */
  public FlowPartialsWriter(final Consumer<FlowPartials> receiver) {
    this.receiver = receiver;
  }

  /** Writes a partial, which stays the caller's. */
  public void add(final FlowPartial partial) {
    final int partialBucket = FlowBucket.key(partial.key());
    if (partialBucket != bucket || partial.paneStart() != paneStart || out.length() > ENOUGH) {
      flush();
      bucket = partialBucket;
      paneStart = partial.paneStart();
    }
    try {
      FlowKeySerializer.INSTANCE.serialize(partial.key(), out);
      FlowAccumulatorSerializer.INSTANCE.serialize(partial.statistics(), out);
    } catch (final IOException e) {
      throw new UncheckedIOException("memory fails", e);
    }
  }

  /** Hands out what was written since the last time. */
  public void flush() {
    if (out.length() > 0) {
      receiver.accept(new FlowPartials(bucket, paneStart, out.getCopyOfBuffer()));
      out.clear();
    }
  }
}
