package org.etwflow.source.reader;

import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.serialization.DeserializationSchema.InitializationContext;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.connector.base.source.reader.SourceReaderOptions;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.UserCodeClassLoader;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.event.EtlDeserializationSchema;
import org.etwflow.process.ProcessCatalog;
import org.etwflow.process.ProcessObservation;
import org.etwflow.source.event.EventTimeEvent;
import org.etwflow.source.event.ProcessCatalogEvent;
import org.etwflow.source.event.ProcessFactsEvent;
import org.etwflow.source.event.SerializedObservations;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.EtlSplitState;

/**
 * Source reader that requests one split, reads it, and requests the next.
 *
 * @param <T> type of the elements
 */
@Internal
public final class EtlSourceReader<T>
    extends SingleThreadMultiplexSourceReaderBase<EtlBuffer, T, EtlSplit, EtlSplitState> {

  private static final long CLOSE_TIMEOUT_MILLIS = 100;

  private final EtlFetcherManager fetchers;
  private final EtlRecordEmitter<T> emitter;
  private final EtlSourceReaderMetrics metrics;

  /** Completed when the enumerator has sent the processes: nothing is read before. */
  private final CompletableFuture<Void> processesKnown = new CompletableFuture<>();

  private final Set<ProcessObservation> facts = new HashSet<>();

  /** Whether Flink may have created metrics for splits since the last poll. */
  private boolean hasNewSplits;

  /** Event time while the reader waits for a split. */
  private long timeReached = Long.MAX_VALUE;

  /**
   * Creates a reader, which owns the schema and opens it on start.
   *
   * @param withProcesses whether buffers are passed with the processes of their host
   * @param input opens the traces
   * @param maxExpansion maximum ratio of expanded to stored size of a buffer or packed file
   */
  public EtlSourceReader(
      final EtlDeserializationSchema<T> schema,
      final boolean withProcesses,
      final TraceInput input,
      final int maxExpansion,
      final SourceReaderContext context) {
    this(
        new EtlFetcherManager(input, maxExpansion, context.getConfiguration()),
        new EtlRecordEmitter<>(schema, new EtlSourceReaderMetrics(context.metricGroup())),
        withProcesses,
        context);
  }

  private EtlSourceReader(
      final EtlFetcherManager fetchers,
      final EtlRecordEmitter<T> emitter,
      final boolean withProcesses,
      final SourceReaderContext context) {
    super(fetchers, emitter, closingQuickly(context.getConfiguration()), context);
    this.fetchers = fetchers;
    this.emitter = emitter;
    this.metrics = emitter.metrics();
    if (!withProcesses) {
      processesKnown.complete(null);
    }
  }

  /**
   * Returns a configuration with a short closing timeout. Closing a reader that has read everything
   * may take the whole timeout, 30 s by default: its fetcher waits for an element that was never
   * put, or the reader waits for a fetcher that has ended (FLINK-40660, open in 2.3). A short
   * timeout loses nothing, since a fetcher closes its own file.
   */
  private static Configuration closingQuickly(final Configuration configuration) {
    final Configuration copy = new Configuration(configuration);
    copy.set(SourceReaderOptions.SOURCE_READER_CLOSE_TIMEOUT, CLOSE_TIMEOUT_MILLIS);
    return copy;
  }

  @Override
  public void start() {
    openSchema();
    if (getNumberOfCurrentlyAssignedSplits() == 0) {
      context.sendSplitRequest();
    }
  }

  private void openSchema() {
    try {
      emitter.open(new SchemaContext(context));
    } catch (final Exception e) {
      throw new IllegalStateException("The deserialization schema cannot be opened.", e);
    }
  }

  @Override
  public void handleSourceEvents(final SourceEvent event) {
    if (event instanceof EventTimeEvent reached) {
      timeReached = reached.time();
      splitFetcherManager.getQueue().notifyAvailable();
    } else if (event instanceof ProcessCatalogEvent known) {
      learn(known);
    }
  }

  private void learn(final ProcessCatalogEvent known) {
    if (known.isOverLimit()) {
      facts.clear();
      emitter.setProcesses(ProcessCatalog.TOO_MANY_OBSERVATIONS);
      processesKnown.complete(null);
      return;
    }
    facts.addAll(known.facts().toList());
    if (known.isLast()) {
      emitter.setProcesses(ProcessCatalog.of(facts));
      processesKnown.complete(null);
    }
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return processesKnown.isDone() ? super.isAvailable() : processesKnown;
  }

  /** Never reports that the reader is idle: a split assigned later would be late. */
  @Override
  public InputStatus pollNext(final ReaderOutput<T> output) throws Exception {
    if (!processesKnown.isDone()) {
      return InputStatus.NOTHING_AVAILABLE;
    }
    if (hasNewSplits) {
      metrics.removeMetricsOfSplits();
      hasNewSplits = false;
    }
    // After a restore there may be another split, which the enumerator does not know.
    if (getNumberOfCurrentlyAssignedSplits() == 0) {
      EtlRecordEmitter.emitWatermark(timeReached, output::emitWatermark);
      timeReached = Long.MAX_VALUE;
    }
    return super.pollNext(output);
  }

  @Override
  protected void onSplitFinished(final Map<String, EtlSplitState> finished) {
    finished.forEach(
        (splitId, state) -> {
          metrics.splitFinished(state);
          if (state.isScan()) {
            tellFound(splitId, state.facts());
          }
        });
    // Ignored: failing to answer a task that has just ended would fail the job.
    if (!fetchers.isAllAssigned()) {
      context.sendSplitRequest();
    }
  }

  @Override
  public void notifyNoMoreSplits() {
    fetchers.noticeNoMoreSplits();
    super.notifyNoMoreSplits();
  }

  private void tellFound(final String splitId, final Collection<ProcessObservation> found) {
    final Iterator<SerializedObservations> chunks = SerializedObservations.chunks(found).iterator();
    while (chunks.hasNext()) {
      final SerializedObservations chunk = chunks.next();
      context.sendSourceEventToCoordinator(
          new ProcessFactsEvent(splitId, chunk, !chunks.hasNext()));
    }
  }

  /**
   * Excludes a split that is being scanned: the enumerator keeps it. If both restored it, it would
   * be scanned twice, and observations sent after the enumerator's snapshot would be lost.
   */
  @Override
  public List<EtlSplit> snapshotState(final long checkpointId) {
    return super.snapshotState(checkpointId).stream().filter(split -> !split.isScan()).toList();
  }

  @Override
  protected EtlSplitState initializedState(final EtlSplit split) {
    hasNewSplits = true;
    final EtlSplitState state = new EtlSplitState(split);
    metrics.splitAdded(state);
    return state;
  }

  @Override
  protected EtlSplit toSplitType(final String splitId, final EtlSplitState state) {
    return state.toSplit();
  }

  private record SchemaContext(SourceReaderContext reader) implements InitializationContext {

    @Override
    public MetricGroup getMetricGroup() {
      return reader.metricGroup();
    }

    @Override
    public UserCodeClassLoader getUserCodeClassLoader() {
      return reader.getUserCodeClassLoader();
    }
  }
}
