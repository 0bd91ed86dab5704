package org.etwflow.source.reader;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.fetcher.SingleThreadFetcherManager;
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

  private boolean isAllAssigned;

  EtlFetcherManager(
      final TraceInput input, final int maxExpansion, final Configuration configuration) {
    super(() -> new EtlSplitReader(input, maxExpansion), configuration);
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
}
