package org.etwflow.source.reader;

import java.io.IOException;
import java.util.function.Consumer;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.serialization.DeserializationSchema.InitializationContext;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.flink.util.Collector;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.FileTime;
import org.etwflow.etl.Trace;
import org.etwflow.event.EtlDeserializationSchema;
import org.etwflow.process.ProcessAwareSchema;
import org.etwflow.process.ProcessCatalog;
import org.etwflow.process.ProcessEvent;
import org.etwflow.process.ProcessSchema;
import org.etwflow.source.split.EtlSplitState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Emits the elements of a buffer, after a watermark with a lower bound of these and all later
 * elements.
 */
final class EtlRecordEmitter<T>
    implements RecordEmitter<EtlBuffer, T, EtlSplitState>, Collector<T> {

  private static final Logger LOG = LoggerFactory.getLogger(EtlRecordEmitter.class);

  private final EtlDeserializationSchema<T> schema;
  private final EtlSourceReaderMetrics metrics;
  private final RecordCountSchema countSchema = new RecordCountSchema();
  private final ProcessSchema processSchema = new ProcessSchema();

  @SuppressWarnings("NullAway.Init") // Set before the schema gets a buffer.
  private SourceOutput<T> output;

  /** Null if processes are not needed. */
  private @Nullable ProcessCatalog processes;

  EtlRecordEmitter(final EtlDeserializationSchema<T> schema, final EtlSourceReaderMetrics metrics) {
    this.schema = schema;
    this.metrics = metrics;
  }

  EtlSourceReaderMetrics metrics() {
    return metrics;
  }

  /** Opens the schema. Must be called before the first record. */
  void open(final InitializationContext context) throws Exception {
    schema.open(context);
    processSchema.open(context);
    countSchema.open(context);
  }

  /** Sets the processes that are passed to the schema from now on. */
  void setProcesses(final ProcessCatalog known) {
    processes = known;
  }

  @Override
  public void emitRecord(
      final EtlBuffer buffer, final SourceOutput<T> out, final EtlSplitState state)
      throws Exception {
    metrics.discountBuffer();
    if (state.isScan()) {
      processSchema.deserialize(buffer, new FactCollector(buffer.trace(), state));
    } else {
      emit(buffer, out, state);
    }
    state.advancePast(buffer);
  }

  private void emit(final EtlBuffer buffer, final SourceOutput<T> out, final EtlSplitState state)
      throws Exception {
    if (isDamage(buffer)) {
      report(buffer);
    }
    emitWatermark(state.lowerBound(), out::emitWatermark);
    buffer.setLowerBound(
        buffer.condition() == BufferCondition.SESSION_SO_FAR
            ? state.lowerBound()
            : state.lowerBoundOfRest());
    output = out;
    deserialize(buffer);
    count(buffer);
  }

  /** Counts the buffer, whose records were counted before if anything in this task read them. */
  private void count(final EtlBuffer buffer) {
    if (!buffer.isCounted()) {
      countSchema.count(buffer);
    }
    metrics.read(buffer);
  }

  private void deserialize(final EtlBuffer buffer) throws IOException {
    if (processes != null && schema instanceof ProcessAwareSchema<T> aware) {
      aware.deserialize(buffer, processes.onHost(buffer.trace().host()), this);
    } else {
      schema.deserialize(buffer, this);
    }
  }

  /**
   * Emits a watermark. Flink combines the watermarks of all splits into their minimum, which never
   * decreases.
   */
  static void emitWatermark(final long lowerBound, final Consumer<Watermark> out) {
    if (lowerBound != Long.MAX_VALUE) {
      out.accept(new Watermark(FileTime.toUnixMillis(lowerBound) - 1));
    }
  }

  private static boolean isDamage(final EtlBuffer buffer) {
    return switch (buffer.condition()) {
      case WHOLE, UNUSED, DUPLICATE, END_OF_TRACE, SESSION_SO_FAR, END_OF_SESSION -> false;
      case TRUNCATED,
          DAMAGED_HEADER,
          DAMAGED_COMPRESSION,
          OTHER_COMPRESSION,
          EXCESSIVE_EXPANSION,
          STORAGE_ERROR,
          UNREADABLE ->
          !buffer.isReadable();
    };
  }

  private void report(final EtlBuffer buffer) {
    metrics.unreadable();
    LOG.warn(
        "{}: {} bytes at offset {}: {}",
        buffer.trace().path(),
        buffer.storedSize(),
        buffer.offset(),
        buffer.problem() == null ? buffer.condition().text() : buffer.problem());
  }

  @Override
  public void collect(final T element) {
    output.collect(element, schema.timestampMillis(element));
  }

  @Override
  public void close() {}

  /** Collects the process records of a split. */
  private record FactCollector(Trace trace, EtlSplitState state)
      implements Collector<ProcessEvent> {

    @Override
    public void collect(final ProcessEvent event) {
      state.keep(event.observationIn(trace));
    }

    @Override
    public void close() {}
  }
}
