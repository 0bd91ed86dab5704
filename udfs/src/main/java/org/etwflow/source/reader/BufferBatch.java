package org.etwflow.source.reader;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.etwflow.etl.BufferHeader;
import org.etwflow.etl.EtlBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Buffers of one split on their way from the fetcher to the task. Batches and the buffers in them
 * are used again, so that reading a large trace allocates no more than reading a small one.
 */
final class BufferBatch implements RecordsWithSplitIds<EtlBuffer> {

  /**
   * Bytes that a batch keeps from one use to the next: what the largest batch holds, which is a
   * buffer of the largest size behind smaller ones. Without a limit, each place in a batch would
   * keep an array for the largest buffer that it ever had.
   */
  static final int MAX_KEPT_BYTES = EtlSplitReader.BATCH_SIZE + BufferHeader.MAX_BUFFER_SIZE;

  private final Consumer<BufferBatch> recycler;
  private final List<EtlBuffer> buffers = new ArrayList<>();
  private String splitId = "";
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
    dropBeyondLimit();
  }

  private void dropBeyondLimit() {
    long bytes = 0;
    for (int i = 0; i < buffers.size(); i++) {
      bytes += buffers.get(i).bytes().length;
      if (bytes > MAX_KEPT_BYTES) {
        buffers.subList(i, buffers.size()).clear();
        return;
      }
    }
  }

  /** Bytes of all arrays in it, whether filled or not. */
  long bytesKept() {
    return buffers.stream().mapToLong(buffer -> buffer.bytes().length).sum();
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
  public @Nullable String nextSplit() {
    if (isSplitStarted) {
      return null;
    }
    isSplitStarted = true;
    return splitId;
  }

  @Override
  public @Nullable EtlBuffer nextRecordFromSplit() {
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
