package org.etwflow.source.reader;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;
import org.apache.flink.connector.testutils.source.reader.TestingReaderOutput;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.metrics.groups.InternalSourceReaderMetricGroup;
import org.etwflow.etl.BufferReader;
import org.etwflow.event.EtlDeserializationSchema;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.testing.BufferSeen;

/** A reader that is driven as a task of Flink drives it, and what it emitted. */
final class DrivenReader implements AutoCloseable {

  private final TestingReaderContext context =
      new TestingReaderContext(
          new Configuration(),
          InternalSourceReaderMetricGroup.mock(new UnregisteredMetricsGroup()));
  private final OutputWithTime output = new OutputWithTime();
  private final EtlSourceReader<BufferSeen> reader;

  private DrivenReader(
      final EtlDeserializationSchema<BufferSeen> schema, final boolean withProcesses) {
    reader =
        new EtlSourceReader<>(schema, withProcesses, BufferReader.DEFAULT_MAX_EXPANSION, context);
  }

  /** Starts with these splits, which a checkpoint held. */
  static DrivenReader startedWith(final EtlSplit... splits) {
    return started(new DrivenReader(new BufferSeen.Schema(), false), splits);
  }

  /** The same, of a source whose buffers know the processes of their machine. */
  static DrivenReader withProcesses(
      final EtlDeserializationSchema<BufferSeen> schema, final EtlSplit... splits) {
    return started(new DrivenReader(schema, true), splits);
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

  /** What was told to the enumerator. */
  List<SourceEvent> told() {
    return context.getSentEvents();
  }

  long errors() {
    return context.metricGroup().getNumRecordsInErrorsCounter().getCount();
  }

  /** The last watermark. */
  long watermark() {
    return output.watermark;
  }

  /** The last one before each buffer. */
  List<Long> watermarkAtEach() {
    return output.watermarkAtEach;
  }

  /** Lets the reader do what there is to do. */
  InputStatus poll() throws Exception {
    return reader.pollNext(output);
  }

  /** Reads on until so much was emitted in all. */
  List<BufferSeen> readUpTo(final int count) throws Exception {
    while (output.getEmittedRecords().size() < count) {
      step();
    }
    return output.getEmittedRecords();
  }

  /** Reads on until the reader has asked for so many splits. */
  List<BufferSeen> readUpToRequest(final int count) throws Exception {
    while (splitRequests() < count) {
      if (poll() == InputStatus.NOTHING_AVAILABLE && splitRequests() < count) {
        awaitAvailable();
      }
    }
    return output.getEmittedRecords();
  }

  /** Reads to the end of the splits it has. */
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

  /** As Flink's own, which knows no time; it takes none that is smaller than the last. */
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
