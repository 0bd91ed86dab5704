package org.etwflow.source.reader;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.runtime.metrics.MetricNames;
import org.apache.flink.runtime.metrics.groups.AbstractMetricGroup;
import org.apache.flink.runtime.metrics.groups.InternalSourceReaderMetricGroup;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.FileTime;
import org.etwflow.etl.TraceClock;
import org.etwflow.source.split.EtlSplitState;

/**
 * Metrics of a reader, with the names and meanings of FLIP-33. All are updated once for a buffer.
 *
 * <p>There is no {@code pendingRecords}: the number of records in a buffer is known only after
 * reading it.
 */
final class EtlSourceReaderMetrics {

  /** Name of the group in which Flink creates metrics for each split. */
  private static final String SPLITS = "split";

  private final MetricGroup group;
  private final Counter recordsIn;
  private final Counter bytesIn;
  private final Counter errors;

  /** Splits of the reader. The threads of metric reporters read them, too. */
  private final Set<EtlSplitState> splits = ConcurrentHashMap.newKeySet();

  private volatile long fetchEventTimeLag = InternalSourceReaderMetricGroup.UNDEFINED;

  EtlSourceReaderMetrics(final SourceReaderMetricGroup group) {
    this.group = group;
    recordsIn = group.getIOMetricGroup().getNumRecordsInCounter();
    bytesIn = group.getIOMetricGroup().getNumBytesInCounter();
    errors = group.getNumRecordsInErrorsCounter();
    group.setPendingBytesGauge(this::pendingBytes);
    group.gauge(MetricNames.CURRENT_FETCH_EVENT_TIME_LAG, () -> fetchEventTimeLag);
  }

  private long pendingBytes() {
    return splits.stream().mapToLong(EtlSplitState::remainingBytes).sum();
  }

  void splitAdded(final EtlSplitState split) {
    splits.add(split);
  }

  void splitFinished(final EtlSplitState split) {
    splits.remove(split);
  }

  /**
   * Removes the metrics that Flink creates for each split. Their label is the id of the split, and
   * a run has thousands of splits. In batch mode Flink keeps these metrics until the end of the
   * task, and in both modes their groups (FLINK-40549, fixed after 2.3.0).
   */
  void removeMetricsOfSplits() {
    if (group.addGroup(SPLITS) instanceof AbstractMetricGroup<?> ofSplits) {
      ofSplits.close();
    }
  }

  /**
   * Takes a buffer back that Flink's reader has counted as one record. It is called as soon as
   * possible, since the counter would decrease otherwise.
   */
  void discountBuffer() {
    recordsIn.dec();
  }

  /** Counts a buffer, or bytes without a readable one, after its records were counted. */
  void read(final EtlBuffer buffer) {
    if (buffer.condition().isRead()) {
      bytesIn.inc(buffer.storedSize());
    }
    if (!buffer.isCounted()) {
      return;
    }
    recordsIn.inc(buffer.records());
    errors.inc(buffer.malformedRecords());
    if (buffer.latestTime() != TraceClock.NOT_A_TIME) {
      fetchEventTimeLag = buffer.fetchTime() - FileTime.toUnixMillis(buffer.latestTime());
    }
  }

  /** Counts bytes that cannot be read as one error: the number of their records is unknown. */
  void unreadable() {
    errors.inc();
  }
}
