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
 * Batch of buffers of one split, passed from the fetcher to the task. Batches and their buffers are
 * reused, so that memory does not depend on the size of the trace.
 */
final class BufferBatch implements RecordsWithSplitIds<EtlBuffer> {

  /**
   * Maximum number of bytes that a batch keeps when it is reused: the size of the largest batch,
   * which has smaller buffers and then one of the maximum size. Without a limit, each position in
   * the batch would keep an array for the largest buffer it ever held.
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

  /** Size of all arrays in bytes, used or not. */
  long bytesKept() {
    return buffers.stream().mapToLong(buffer -> buffer.bytes().length).sum();
  }

  /** Returns a buffer to be filled. It becomes part of the batch with {@link #add}. */
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
