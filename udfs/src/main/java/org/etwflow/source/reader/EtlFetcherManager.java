package org.etwflow.source.reader;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.fetcher.SingleThreadFetcherManager;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.split.EtlSplit;

/**
 * Fetcher manager that keeps one fetcher from the first split of a reader to the last.
 *
 * <p>Flink's own stops a fetcher that has read all its splits, and the next fetcher must allocate
 * its memory again. That fetcher may also wait forever: if the first one was waiting to hand over a
 * batch when new splits arrived, it leaves a condition in the queue that consumes the wake-up of
 * its successor (FLINK-37663, fixed after 2.3.0).
 */
final class EtlFetcherManager extends SingleThreadFetcherManager<EtlBuffer, EtlSplit> {

  private final SplitReaders readers;
  private boolean isAllAssigned;

  EtlFetcherManager(
      final TraceInput input, final int maxExpansion, final Configuration configuration) {
    this(new SplitReaders(input, maxExpansion), configuration);
  }

  private EtlFetcherManager(final SplitReaders readers, final Configuration configuration) {
    super(readers, configuration);
    this.readers = readers;
  }

  /** Allows an idle fetcher to shut down from now on. */
  void noticeNoMoreSplits() {
    isAllAssigned = true;
  }

  boolean isAllAssigned() {
    return isAllAssigned;
  }

  @Override
  public boolean maybeShutdownFinishedFetchers() {
    return isAllAssigned && super.maybeShutdownFinishedFetchers();
  }

  /** Also ends the repetition of a failed request, which Flink's own would leave to itself. */
  @Override
  public synchronized void close(final long timeoutMillis) throws Exception {
    readers.created.forEach(EtlSplitReader::cancel);
    super.close(timeoutMillis);
  }

  /** Creates the reader of each fetcher. */
  private static final class SplitReaders implements Supplier<SplitReader<EtlBuffer, EtlSplit>> {

    private final List<EtlSplitReader> created = new CopyOnWriteArrayList<>();
    private final TraceInput input;
    private final int maxExpansion;

    SplitReaders(final TraceInput input, final int maxExpansion) {
      this.input = input;
      this.maxExpansion = maxExpansion;
    }

    @Override
    public EtlSplitReader get() {
      final EtlSplitReader reader = new EtlSplitReader(input, maxExpansion);
      created.add(reader);
      return reader;
    }
  }
}
