package org.etwflow.source.reader;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.etwflow.etl.BufferReader;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.split.EtlSplit;

/** Buffers of splits as a fetcher reads them, for tests of other packages. */
public final class SplitBuffers {

  private final EtlSplitReader reader =
      new EtlSplitReader(TraceInput.DEFAULT, BufferReader.DEFAULT_MAX_EXPANSION);

  /** Passes each buffer of a split to a consumer; it is reused for later ones. */
  public void forEach(final EtlSplit split, final Consumer<EtlBuffer> consumer) throws IOException {
    reader.handleSplitsChanges(new SplitsAddition<>(List.of(split)));
    boolean isFinished = false;
    while (!isFinished) {
      final RecordsWithSplitIds<EtlBuffer> batch = reader.fetch();
      batch.nextSplit();
      EtlBuffer buffer = batch.nextRecordFromSplit();
      while (buffer != null) {
        consumer.accept(buffer);
        buffer = batch.nextRecordFromSplit();
      }
      isFinished = !batch.finishedSplits().isEmpty();
      batch.recycle();
    }
  }
}
