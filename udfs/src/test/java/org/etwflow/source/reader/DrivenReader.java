package org.etwflow.source.reader;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.serialization.DeserializationSchema.InitializationContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;
import org.apache.flink.connector.testutils.source.reader.TestingReaderOutput;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.groups.OperatorMetricGroup;
import org.apache.flink.runtime.metrics.groups.InternalSourceReaderMetricGroup;
import org.apache.flink.runtime.metrics.util.InterceptingOperatorMetricGroup;
import org.apache.flink.util.Collector;
import org.etwflow.etl.BufferReader;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.event.EtlDeserializationSchema;
import org.etwflow.event.NetworkEventSchema;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.testing.BufferSeen;

/** Reader driven as by a Flink task, with everything that it emitted. */
final class DrivenReader implements AutoCloseable {

  private final InterceptingOperatorMetricGroup metrics = new InterceptingOperatorMetricGroup();
  private final TestingReaderContext context =
      new TestingReaderContext(new Configuration(), InternalSourceReaderMetricGroup.wrap(metrics));
  private final OutputWithTime output = new OutputWithTime();
  private final EtlSourceReader<BufferSeen> reader;

  private DrivenReader(
      final EtlDeserializationSchema<BufferSeen> schema, final boolean withProcesses) {
    this(schema, withProcesses, TraceInput.DEFAULT);
  }

  private DrivenReader(
      final EtlDeserializationSchema<BufferSeen> schema,
      final boolean withProcesses,
      final TraceInput input) {
    reader =
        new EtlSourceReader<>(
            schema, withProcesses, input, BufferReader.DEFAULT_MAX_EXPANSION, context);
  }

  /** Starts a reader that opens traces in some way, with splits of a checkpoint. */
  static DrivenReader startedWith(final TraceInput input, final EtlSplit... splits) {
    return started(new DrivenReader(new BufferSeen.Schema(), false, input), splits);
  }

  /** Starts a reader with splits of a checkpoint. */
  static DrivenReader startedWith(final EtlSplit... splits) {
    return started(new DrivenReader(new BufferSeen.Schema(), false), splits);
  }

  /** Starts a reader that passes processes with buffers, with splits of a checkpoint. */
  static DrivenReader withProcesses(
      final EtlDeserializationSchema<BufferSeen> schema, final EtlSplit... splits) {
    return started(new DrivenReader(schema, true), splits);
  }

  /** Starts a reader whose schema also decodes network events, with splits of a checkpoint. */
  static DrivenReader decoding(final EtlSplit... splits) {
    return started(new DrivenReader(new Decoding(), false), splits);
  }

  private static DrivenReader started(final DrivenReader driven, final EtlSplit... splits) {
    if (splits.length > 0) {
      driven.reader.addSplits(List.of(splits));
    }
    driven.reader.start();
    return driven;
  }

  EtlSourceReader<BufferSeen> reader() {
    return reader;
  }

  int splitRequests() {
    return context.getNumSplitRequests();
  }

  /** Source events sent to the enumerator. */
  List<SourceEvent> sentEvents() {
    return context.getSentEvents();
  }

  long errors() {
    return context.metricGroup().getNumRecordsInErrorsCounter().getCount();
  }

  /** Value of {@code numRecordsIn}. */
  long recordsIn() {
    return context.metricGroup().getIOMetricGroup().getNumRecordsInCounter().getCount();
  }

  /** Value of {@code numBytesIn}. */
  long bytesIn() {
    return context.metricGroup().getIOMetricGroup().getNumBytesInCounter().getCount();
  }

  /** Group of all metrics of the operator. */
  OperatorMetricGroup metrics() {
    return metrics;
  }

  /** Value of a gauge. */
  long gauge(final String name) {
    return (long) ((Gauge<?>) metrics.get(name)).getValue();
  }

  /** Last watermark. */
  long watermark() {
    return output.watermark;
  }

  /** Last watermark before each buffer. */
  List<Long> watermarkAtEach() {
    return output.watermarkAtEach;
  }

  /** Lets the reader take one step. */
  InputStatus poll() throws Exception {
    return reader.pollNext(output);
  }

  /** Reads until a total number of buffers was emitted. */
  List<BufferSeen> readUpTo(final int count) throws Exception {
    while (output.getEmittedRecords().size() < count) {
      step();
    }
    return output.getEmittedRecords();
  }

  /** Reads until the reader has requested a total number of splits. */
  List<BufferSeen> readUpToRequest(final int count) throws Exception {
    while (splitRequests() < count) {
      if (poll() == InputStatus.NOTHING_AVAILABLE && splitRequests() < count) {
        awaitAvailable();
      }
    }
    return output.getEmittedRecords();
  }

  /** Reads to the end of all splits. */
  List<BufferSeen> readAll() throws Exception {
    reader.notifyNoMoreSplits();
    while (step() != InputStatus.END_OF_INPUT) {}
    return output.getEmittedRecords();
  }

  private InputStatus step() throws Exception {
    final InputStatus status = poll();
    if (status == InputStatus.NOTHING_AVAILABLE) {
      awaitAvailable();
    }
    return status;
  }

  private void awaitAvailable() throws Exception {
    reader.isAvailable().get(30, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws Exception {
    reader.close();
  }

  /** Schema that walks over the records before it emits the buffer. */
  private static final class Decoding implements EtlDeserializationSchema<BufferSeen> {

    private static final long serialVersionUID = 1L;

    private final NetworkEventSchema events = new NetworkEventSchema();
    private final BufferSeen.Schema buffers = new BufferSeen.Schema();

    @Override
    public void open(final InitializationContext context) throws Exception {
      events.open(context);
    }

    @Override
    public void deserialize(final EtlBuffer buffer, final Collector<BufferSeen> out) {
      events.deserialize(buffer, new ListCollector<>(new ArrayList<>()));
      buffers.deserialize(buffer, out);
    }

    @Override
    public long timestampMillis(final BufferSeen element) {
      return buffers.timestampMillis(element);
    }

    @Override
    public TypeInformation<BufferSeen> getProducedType() {
      return buffers.getProducedType();
    }
  }

  /** Output like Flink's, without timestamps; it ignores decreasing watermarks. */
  private static final class OutputWithTime extends TestingReaderOutput<BufferSeen> {

    private final List<Long> watermarkAtEach = new ArrayList<>();
    private long watermark = Long.MIN_VALUE;

    @Override
    public void collect(final BufferSeen buffer, final long timestamp) {
      super.collect(buffer, timestamp);
      watermarkAtEach.add(watermark);
    }

    @Override
    public void emitWatermark(final Watermark next) {
      watermark = Math.max(watermark, next.getTimestamp());
    }
  }
}
