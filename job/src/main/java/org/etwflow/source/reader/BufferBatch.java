package org.etwflow.source.reader;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.etwflow.etl.EtlBuffer;

/**
 * Some buffers of one split on their way from the fetcher to the task. Batches and the buffers in
 * them are used again, so that reading a large trace allocates no more than reading a small one.
 */
final class BufferBatch implements RecordsWithSplitIds<EtlBuffer> {

  private final Consumer<BufferBatch> recycler;
  private final List<EtlBuffer> buffers = new ArrayList<>();
  private String splitId;
  private boolean isSplitStarted;
  private boolean isLastOfSplit;
  private int filled;
  private int emitted;

  BufferBatch(final Consumer<BufferBatch> recycler) {
    this.recycler = recycler;
  }

  void start(final String ofSplit) {
    splitId = ofSplit;
    isSplitStarted = false;
    isLastOfSplit = false;
    filled = 0;
    emitted = 0;
  }

  /** A buffer to be filled. It counts when {@link #add} is called. */
  EtlBuffer next() {
    if (filled == buffers.size()) {
      buffers.add(new EtlBuffer());
    }
    return buffers.get(filled);
  }

  void add() {
    filled++;
  }

  void finishSplit() {
    isLastOfSplit = true;
  }

  @Override
  public String nextSplit() {
    if (isSplitStarted) {
      return null;
    }
    isSplitStarted = true;
    return splitId;
  }

  @Override
  public EtlBuffer nextRecordFromSplit() {
    return emitted == filled ? null : buffers.get(emitted++);
  }

  @Override
  public Set<String> finishedSplits() {
    return isLastOfSplit ? Set.of(splitId) : Set.of();
  }

  @Override
  public void recycle() {
    recycler.accept(this);
  }
}
