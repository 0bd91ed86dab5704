package org.etwflow.pipeline;

import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.serialization.RuntimeContextInitializationContextAdapters;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.Trace;
import org.etwflow.event.NetworkRecordCounter;
import org.etwflow.event.SendIPV4;
import org.etwflow.event.SendIPV4Schema;
import org.etwflow.event.SendRow;
import org.etwflow.filter.SendFilter;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.partial.FlowTable;
import org.etwflow.flow.partial.PartialFlowBatch;
import org.etwflow.flow.partial.PartialFlowBatchWriter;
import org.etwflow.flow.window.Windowing;
import org.etwflow.process.ProcessInstance;
import org.etwflow.process.ProcessTable;
import org.etwflow.quality.BufferSends;
import org.etwflow.quality.LossReport;
import org.etwflow.quality.QualityPartial;
import org.etwflow.source.BufferWithProcesses;

/**
 * Decodes buffers and counts their events in the task of the source: what leaves it is one record
 * for many keys of a bucket in a pane, and to side outputs one for each stretch of a trace, each
 * loss that a buffer tells of and each late send, and each send at all if that was asked for. Sends
 * that are not wanted are counted for their trace alone.
 *
 * <p>It has no state. The panes that a watermark closes are emitted before it, and all it holds
 * before a barrier and before the last watermark: {@code endInput}, which comes after that one,
 * would be too late in streaming, but is all there is in batch.
 */
final class FlowPreAggregationOperator extends AbstractStreamOperator<PartialFlowBatch>
    implements OneInputStreamOperator<BufferWithProcesses, PartialFlowBatch>, BoundedOneInput {

  /** Bytes of the traces that were read: what the command line shows as progress. */
  static final String OCTETS_READ = "octetsRead";

  private static final long serialVersionUID = 1L;

  private final Grouping grouping;
  private final Windowing windowing;
  private final SelectedStatistics selected;
  private final SendFilter filter;
  private final boolean withEvents;
  private final SendIPV4Schema schema = new SendIPV4Schema();

  private transient FlowTable flows;
  private transient PartialFlowBatchWriter writer;
  private transient QualityPartial quality;
  private transient BufferSends sendsOfBuffer;
  private transient NetworkRecordCounter networkRecords;
  private transient StreamRecord<PartialFlowBatch> partialsRecord;
  private transient LongCounter octetsRead;
  private transient Counter sends;
  private transient long watermarkForwarded;
  private transient Trace trace;
  private transient ProcessTable processes;
  private transient Collector<SendIPV4> counter;

  /**
   * An operator of a graph.
   *
   * @param withEvents whether all sends are emitted, too
   */
  FlowPreAggregationOperator(
      final Grouping grouping,
      final Windowing windowing,
      final SelectedStatistics selected,
      final SendFilter filter,
      final boolean withEvents) {
    this.grouping = grouping;
    this.windowing = windowing;
    this.selected = selected;
    this.filter = filter;
    this.withEvents = withEvents;
  }

  @Override
  public void open() throws Exception {
    super.open();
    schema.open(
        RuntimeContextInitializationContextAdapters.deserializationAdapter(getRuntimeContext()));
    flows = new FlowTable(grouping, windowing, selected);
    writer = new PartialFlowBatchWriter(this::emit);
    partialsRecord = new StreamRecord<>(null);
    octetsRead = getRuntimeContext().getLongCounter(OCTETS_READ);
    sends = getMetricGroup().counter("sends");
    sendsOfBuffer = new BufferSends();
    networkRecords = new NetworkRecordCounter();
    watermarkForwarded = Long.MIN_VALUE;
    counter = new SendCounter();
  }

  @Override
  public void processElement(final StreamRecord<BufferWithProcesses> element) {
    final EtlBuffer buffer = element.getValue().buffer();
    if (buffer.condition() == BufferCondition.SESSION_SO_FAR) {
      emitLosses(buffer);
      return;
    }
    if (quality == null || !quality.isContinuedBy(buffer)) {
      emitQuality();
      quality = QualityPartial.startingAt(buffer);
    }
    trace = buffer.trace();
    processes = element.getValue().processes();
    sendsOfBuffer.start();
    schema.deserialize(buffer, counter);
    emitLosses(buffer);
    quality.add(buffer, schema.lastWalk(), sendsOfBuffer, networkRecords);
    quality.processesLeftOut |= processes != null && processes.areLeftOut();
    if (quality.ended) {
      emitQuality();
    }
    octetsRead.add(buffer.storedSize());
  }

  /** Before time passes what it concerns: no watermark is later than a buffer still to come. */
  private void emitLosses(final EtlBuffer buffer) {
    for (final LossReport loss : LossReport.shownBy(buffer, schema.lastWalk())) {
      output.collect(FlowSideOutputs.LOSSES, new StreamRecord<>(loss));
    }
  }

  /** What a watermark closes goes out before it; what is still held here, holds it back. */
  @Override
  public void processWatermark(final Watermark watermark) throws Exception {
    final long time = watermark.getTimestamp();
    if (time == Watermark.MAX_WATERMARK.getTimestamp()) {
      emitAll();
      super.processWatermark(watermark);
    } else {
      flows.close(time + 1, writer::add);
      writer.flush();
      forwardWatermark(windowing.partialsWatermark(time));
    }
  }

  private void forwardWatermark(final long time) throws Exception {
    if (time > watermarkForwarded) {
      watermarkForwarded = time;
      super.processWatermark(new Watermark(time));
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(final long checkpointId) {
    emitAll();
  }

  @Override
  public void endInput() {
    emitAll();
  }

  private void emitAll() {
    emitFlows();
    emitQuality();
  }

  private void emitFlows() {
    flows.drain(writer::add);
    writer.flush();
  }

  private void emit(final PartialFlowBatch partials) {
    output.collect(partialsRecord.replace(partials));
  }

  private void emitQuality() {
    if (quality != null) {
      output.collect(FlowSideOutputs.QUALITY, new StreamRecord<>(quality));
      quality = null;
    }
  }

  /** Takes the events of a buffer, one by one, out of the schema's one instance. */
  private final class SendCounter implements Collector<SendIPV4> {

    private final boolean isFiltering = !filter.isAll();

    @Override
    public void collect(final SendIPV4 send) {
      sends.inc();
      final ProcessInstance process =
          processes == null ? null : processes.find(send.PID, send.time);
      if (isFiltering && !filter.wants(send, process)) {
        sendsOfBuffer.add(send.time, false);
      } else {
        count(send, process);
      }
    }

    private void count(final SendIPV4 send, final ProcessInstance process) {
      if (flows.isFull()) {
        emitFlows();
      }
      final boolean isCounted = flows.add(trace.host(), send, process);
      sendsOfBuffer.add(send.time, !isCounted);
      if (!isCounted) {
        emit(send, FlowSideOutputs.LATE);
      }
      if (withEvents) {
        emit(send, FlowSideOutputs.EVENTS);
      }
    }

    /** No copy: what is chained to this writes it at once, and what is not gets its bytes. */
    private void emit(final SendIPV4 send, final OutputTag<SendRow> tag) {
      final SendRow traced = new SendRow(trace.path(), trace.host(), send);
      output.collect(tag, new StreamRecord<>(traced, send.timestampMillis()));
    }

    @Override
    public void close() {}
  }
}
