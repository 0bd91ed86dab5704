package org.etwflow.flow.partial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.etwflow.flow.accumulator.FlowAccumulatorSerializer;
import org.etwflow.flow.key.FlowKeySerializer;
import org.etwflow.flow.key.FlowPartition;

/** Writer that combines consecutive partial flows of the same partition and pane into one batch. */
@Internal
public final class PartialFlowBatchWriter {

  /** Size in bytes at which a batch is emitted: small compared with a network buffer. */
  private static final int ENOUGH = 1 << 14;

  private final Consumer<PartialFlowBatch> receiver;
  private final DataOutputSerializer out = new DataOutputSerializer(2 * ENOUGH);
  private int bucket;
  private long paneStart;

  /**
   * Creates an empty writer.
   *
   * @param receiver receiver of the batches
   */
  public PartialFlowBatchWriter(final Consumer<PartialFlowBatch> receiver) {
    this.receiver = receiver;
  }

  /** Adds a partial flow, which is not kept. */
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
      throw new UncheckedIOException("unexpected I/O error on an in-memory buffer", e);
    }
  }

  /** Emits the batch that is not yet emitted, if there is one. */
  public void flush() {
    if (out.length() > 0) {
      receiver.accept(new PartialFlowBatch(bucket, paneStart, out.getCopyOfBuffer()));
      out.clear();
    }
  }
}
