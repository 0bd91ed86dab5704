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
import org.etwflow.event.EventRow;
import org.etwflow.event.EventSelection;
import org.etwflow.event.NetworkEvent;
import org.etwflow.event.NetworkEventSchema;
import org.etwflow.filter.EventFilter;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.partial.FlowTable;
import org.etwflow.flow.partial.PartialFlowBatch;
import org.etwflow.flow.partial.PartialFlowBatchWriter;
import org.etwflow.flow.window.Windowing;
import org.etwflow.process.ProcessInstance;
import org.etwflow.process.ProcessTable;
import org.etwflow.quality.BufferEvents;
import org.etwflow.quality.LossReport;
import org.etwflow.quality.QualityPartial;
import org.etwflow.source.BufferWithProcesses;
import org.jspecify.annotations.Nullable;

/**
 * Decodes buffers and pre-aggregates their events by flow and pane, in the task of the source. It
 * emits one record for many flows of a partition and a pane, and everything else to the {@link
 * SideOutputs}. Events that do not pass the filter only count for the quality of their trace.
 *
 * <p>The operator has no state. It emits the panes that a watermark closes before forwarding that
 * watermark, and everything before a checkpoint barrier and before the last watermark. In streaming
 * mode {@code endInput} is called after the last watermark, which is too late for that; in batch
 * mode it is the only call.
 */
final class FlowPreAggregationOperator extends AbstractStreamOperator<PartialFlowBatch>
    implements OneInputStreamOperator<BufferWithProcesses, PartialFlowBatch>, BoundedOneInput {

  /** Name of the accumulator of bytes read, which the command line shows as progress. */
  static final String OCTETS_READ = "octetsRead";

  private static final long serialVersionUID = 1L;

  private final Grouping grouping;
  private final Windowing windowing;
  private final SelectedStatistics selected;
  private final EventFilter filter;
  private final boolean emitsEvents;
  private final NetworkEventSchema schema;

  private transient FlowTable flows;
  private transient PartialFlowBatchWriter writer;
  private transient @Nullable QualityPartial quality;
  private transient BufferEvents eventsOfBuffer;
  private transient StreamRecord<PartialFlowBatch> partialsRecord;
  private transient LongCounter octetsRead;
  private transient Counter networkEvents;
  private transient Counter lateEvents;
  private transient long watermarkForwarded;
  private transient Trace trace;
  private transient @Nullable ProcessTable processes;
  private transient Collector<NetworkEvent> counter;

  /**
   * Creates the operator.
   *
   * @param events types of the events to count
   * @param emitsEvents whether the events go to {@link SideOutputs#EVENTS}, too
   */
  FlowPreAggregationOperator(
      final Grouping grouping,
      final Windowing windowing,
      final SelectedStatistics selected,
      final EventSelection events,
      final EventFilter filter,
      final boolean emitsEvents) {
    this.grouping = grouping;
    this.windowing = windowing;
    this.selected = selected;
    this.filter = filter;
    this.emitsEvents = emitsEvents;
    this.schema = new NetworkEventSchema(events, emitsEvents);
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
    networkEvents = getMetricGroup().counter("networkEvents");
    lateEvents = getMetricGroup().counter("lateEvents");
    eventsOfBuffer = new BufferEvents();
    watermarkForwarded = Long.MIN_VALUE;
    counter = new EventCounter();
    trace = Trace.NONE;
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
    eventsOfBuffer.start();
    schema.deserialize(buffer, counter);
    emitLosses(buffer);
    networkEvents.inc(quality.add(buffer, schema.lastStatistics(), eventsOfBuffer, schema));
    lateEvents.inc(eventsOfBuffer.lateEvents());
    quality.isOverProcessLimit |= processes != null && processes.isIncomplete();
    if (quality.ended) {
      emitQuality();
    }
    octetsRead.add(buffer.storedSize());
  }

  /** Emits losses before the watermark passes them: no watermark is later than a buffer to come. */
  private void emitLosses(final EtlBuffer buffer) {
    for (final LossReport loss : LossReport.shownBy(buffer, schema.lastStatistics())) {
      output.collect(SideOutputs.LOSSES, new StreamRecord<>(loss));
    }
  }

  /** Emits the panes that a watermark closes, and holds the watermark back to the other panes. */
  @Override
  public void processWatermark(final Watermark watermark) throws Exception {
    final long time = watermark.getTimestamp();
    if (time == Watermark.MAX_WATERMARK.getTimestamp()) {
      emitAll();
      super.processWatermark(watermark);
    } else {
      if (quality != null && quality.trace.missing() == null) {
        // The missing buffers of a trace without an index are known once all others were read.
        emitQuality();
      }
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
      output.collect(SideOutputs.QUALITY, new StreamRecord<>(quality));
      quality = null;
    }
  }

  /** Counts the events of a buffer, which the schema passes in one reused object. */
  private final class EventCounter implements Collector<NetworkEvent> {

    private final boolean isFiltering = !filter.isAll();

    @Override
    public void collect(final NetworkEvent event) {
      final ProcessInstance process =
          processes == null ? null : processes.find(event.processId, event.time);
      if (isFiltering && !filter.matches(event, process)) {
        eventsOfBuffer.add(event.time, false);
      } else {
        count(event, process);
      }
    }

    private void count(final NetworkEvent event, final @Nullable ProcessInstance process) {
      if (flows.isFull()) {
        emitFlows();
      }
      final boolean isLate = event.kind().isInFlows() && !flows.add(trace.host(), event, process);
      eventsOfBuffer.add(event.time, isLate);
      if (isLate) {
        emit(event, SideOutputs.LATE_EVENTS);
      }
      if (emitsEvents) {
        emit(event, SideOutputs.EVENTS);
      }
    }

    /** Emits without a copy: chained operators write at once, others receive serialized bytes. */
    private void emit(final NetworkEvent event, final OutputTag<EventRow> tag) {
      final EventRow row = new EventRow(trace.path(), trace.host(), event);
      output.collect(tag, new StreamRecord<>(row, event.timestampMillis()));
    }

    @Override
    public void close() {}
  }
}
