package org.etwflow.flow.partial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.etwflow.flow.accumulator.FlowAccumulatorSerializer;
import org.etwflow.flow.key.FlowKeySerializer;
import org.etwflow.flow.key.FlowPartition;

/** Writes partials that are next to each other, and of one bucket and pane, together. */
@Internal
public final class PartialFlowBatchWriter {

  /** Beyond this many bytes others begin: so they are small beside what a network buffer holds. */
  private static final int ENOUGH = 1 << 14;

  private final Consumer<PartialFlowBatch> receiver;
  private final DataOutputSerializer out = new DataOutputSerializer(2 * ENOUGH);
  private int bucket;
  private long paneStart;

  /**
   * Nothing written.
   *
   * @param receiver of what was written
   */
  public PartialFlowBatchWriter(final Consumer<PartialFlowBatch> receiver) {
    this.receiver = receiver;
  }

  /** Writes a partial, which stays the caller's. */
  public void add(final PartialFlow partial) {
    final int partialBucket = FlowPartition.key(partial.key());
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
      receiver.accept(new PartialFlowBatch(bucket, paneStart, out.getCopyOfBuffer()));
      out.clear();
    }
  }
}
