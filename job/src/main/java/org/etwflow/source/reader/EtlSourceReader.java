package org.etwflow.source.reader;

import java.util.Map;
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
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.EtlSplitState;
import org.etwflow.source.split.TimeReached;

/**
 * Asks for a split, reads it, asks for the next.
 *
 * @param <T> type of the elements
 */
public final class EtlSourceReader<T>
    extends SingleThreadMultiplexSourceReaderBase<EtlBuffer, T, EtlSplit, EtlSplitState> {

  private static final long CLOSE_TIMEOUT_MILLIS = 100;

  private final EtlDeserializationSchema<T> schema;

  /** What is known of event time while this waits for a split. */
  private long timeReached = Long.MAX_VALUE;

  /** A reader whose schema is its own: it is opened when the reader starts. */
  public EtlSourceReader(
      final EtlDeserializationSchema<T> schema, final SourceReaderContext context) {
    super(
        EtlSplitReader::new,
        new EtlRecordEmitter<>(
            schema,
            context.metricGroup().getIOMetricGroup().getNumBytesInCounter(),
            context.metricGroup().getNumRecordsInErrorsCounter()),
        closingQuickly(context.getConfiguration()),
        context);
    this.schema = schema;
  }

  /**
   * When a reader has read all, closing it may take the whole of this timeout, 30 s unless set: its
   * fetcher waits for an element to be taken that was never put, or is waited for when it has gone
   * (FLINK-40660, open in 2.3). Nothing is lost with a short one: a fetcher closes its own file.
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
      schema.open(new SchemaContext(context));
    } catch (final Exception e) {
      throw new IllegalStateException("The deserialization schema cannot be opened.", e);
    }
  }

  @Override
  public void handleSourceEvents(final SourceEvent event) {
    if (event instanceof TimeReached reached) {
      timeReached = reached.time();
      splitFetcherManager.getQueue().notifyAvailable();
    }
  }

  /** Idle is what no reader should seem to be: what it would read later could come too late. */
  @Override
  public InputStatus pollNext(final ReaderOutput<T> output) throws Exception {
    // After a restore there may be another split left, which the enumerator knows nothing of.
    if (getNumberOfCurrentlyAssignedSplits() == 0) {
      EtlRecordEmitter.emitWatermark(timeReached, output::emitWatermark);
      timeReached = Long.MAX_VALUE;
    }
    return super.pollNext(output);
  }

  @Override
  protected void onSplitFinished(final Map<String, EtlSplitState> finished) {
    context.sendSplitRequest();
  }

  @Override
  protected EtlSplitState initializedState(final EtlSplit split) {
    return new EtlSplitState(split);
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
