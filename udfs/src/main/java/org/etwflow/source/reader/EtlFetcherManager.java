package org.etwflow.source.reader;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.fetcher.SingleThreadFetcherManager;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.source.split.EtlSplit;

/**
 * Keeps one fetcher from the first split of a reader to the last.
 *
 * <p>Flink's own ends a fetcher that has read all it was given, and with it goes the memory that
 * the next one then has to allocate. And the next one may wait for ever: a fetcher that waited to
 * hand over a batch when more splits came to it leaves a condition behind in the queue, and what is
 * to wake its successor wakes that one (FLINK-37663, mended after 2.3.0).
 */
final class EtlFetcherManager extends SingleThreadFetcherManager<EtlBuffer, EtlSplit> {

  private boolean isAllAssigned;

  EtlFetcherManager(final int maxExpansion, final Configuration configuration) {
    super(() -> new EtlSplitReader(maxExpansion), configuration);
  }

  /** From now on it is the end of a fetcher to have nothing to do. */
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
}
