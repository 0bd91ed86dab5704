package org.etwflow.pipeline;

import java.util.Map;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.etwflow.flow.accumulator.Counter;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.partial.PartialFlow;
import org.etwflow.flow.partial.PartialFlowBatch;
import org.etwflow.flow.window.Windowing;

/**
 * Merges panes into session windows. A session consists of adjacent panes in which consecutive
 * events are at most a gap apart. It ends when event time reaches its last event plus the gap.
 * State namespaces are flow keys.
 */
final class SessionMergeOperator extends PaneMergeOperator<FlowKey> {

  private static final long serialVersionUID = 1L;

  private static final TypeInformation<FlowKey> KEY = TypeInformation.of(FlowKey.class);

  /** Accumulators by pane start, of sessions that have not ended. */
  private static final MapStateDescriptor<Long, FlowAccumulator> PANES =
      new MapStateDescriptor<>("panes", Types.LONG, TypeInformation.of(FlowAccumulator.class));

  private final Windowing.Session windowing;
  private final long gapMillis;

  private transient TypeSerializer<FlowKey> keySerializer;

  SessionMergeOperator(final SelectedStatistics selected, final Windowing.Session windowing) {
    super(selected, KEY);
    this.windowing = windowing;
    this.gapMillis = windowing.gap().toMillis();
  }

  @Override
  public void open() throws Exception {
    super.open();
    keySerializer = KEY.createSerializer(getExecutionConfig().getSerializerConfig());
  }

  private MapState<Long, FlowAccumulator> panes(final FlowKey key) throws Exception {
    return getPartitionedState(key, keySerializer, PANES);
  }

  @Override
  public void processElement1(final StreamRecord<PartialFlowBatch> element) throws Exception {
    for (final PartialFlow partial : element.getValue()) {
      add(partial);
    }
  }

  private void add(final PartialFlow partial) throws Exception {
    final FlowKey key = partial.key();
    final MapState<Long, FlowAccumulator> panes = panes(key);
    final FlowAccumulator known = panes.get(partial.paneStart());
    if (known != null) {
      timers().deleteEventTimeTimer(key, known.lastMillis() + gapMillis);
    }
    final FlowAccumulator pane = merged(known, partial.statistics());
    panes.put(partial.paneStart(), pane);
    timers().registerEventTimeTimer(key, pane.lastMillis() + gapMillis);
  }

  /** Called when all events up to a gap after the last event of a pane have arrived. */
  @Override
  public void onEventTime(final InternalTimer<Integer, FlowKey> timer) throws Exception {
    final FlowKey key = timer.getNamespace();
    final MapState<Long, FlowAccumulator> panes = panes(key);
    final long last = timer.getTimestamp() - gapMillis;
    final long paneStart = windowing.paneStart(last);
    final FlowAccumulator next = panes.get(paneStart + gapMillis);
    if (next == null || next.firstMillis() - last > gapMillis) {
      final FlowAccumulator session = removeSession(paneStart, panes);
      emit(session.firstMillis(), timer.getTimestamp(), Map.of(key, session));
    }
  }

  /** Removes the session that ends in a pane from the state, and returns its accumulator. */
  private FlowAccumulator removeSession(
      final long lastPaneStart, final MapState<Long, FlowAccumulator> panes) throws Exception {
    final FlowAccumulator session = newAccumulator();
    long paneStart = lastPaneStart;
    FlowAccumulator pane = panes.get(paneStart);
    while (pane != null && !isSeparated(pane, session)) {
      pane.close();
      session.merge(pane);
      panes.remove(paneStart);
      paneStart -= gapMillis;
      pane = panes.get(paneStart);
    }
    return session;
  }

  private boolean isSeparated(final FlowAccumulator earlier, final FlowAccumulator session) {
    return session.hasAny(Counter.SEND_COUNT)
        && session.firstMillis() - earlier.lastMillis() > gapMillis;
  }

  @Override
  boolean isInTotal(final long windowStart, final long windowEnd) {
    return true;
  }
}
