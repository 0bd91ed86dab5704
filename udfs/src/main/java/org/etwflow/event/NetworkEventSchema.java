package org.etwflow.event;

import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.serialization.DeserializationSchema.InitializationContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.RecordCursor;
import org.etwflow.etl.TraceClock;

/**
 * Deserializes the events of the classes TcpIp and UdpIp: see {@link EventType}. All events are
 * emitted in the same instance.
 */
@PublicEvolving
public final class NetworkEventSchema extends RecordSchema<NetworkEvent> {

  private static final long serialVersionUID = 1L;

  private final long selected;
  private final boolean isDetailed;

  private transient NetworkEvent event;

  /**
   * Numbers of records by index of the event. The last element, which is never read, takes all
   * other records, so that counting needs no branch.
   */
  private transient long[] eventCounts;

  private transient long[] providerCounts;

  /** Creates a schema for every event. */
  public NetworkEventSchema() {
    this(EventSelection.ALL);
  }

  /**
   * Creates a schema for selected events.
   *
   * @param selection types of the events to emit
   */
  public NetworkEventSchema(final EventSelection selection) {
    this(selection, true);
  }

  /**
   * Creates a schema for selected events.
   *
   * @param selection types of the events to emit
   * @param isDetailed whether the fields that can be null are set. Flows do not need them
   */
  @Internal
  public NetworkEventSchema(final EventSelection selection, final boolean isDetailed) {
    this.selected = selection.bits();
    this.isDetailed = isDetailed;
  }

  @Override
  public void open(final InitializationContext context) throws Exception {
    super.open(context);
    event = new NetworkEvent();
    eventCounts = new long[EventType.COUNT + 1];
    providerCounts = new long[NetworkProvider.COUNT];
  }

  @Override
  public TypeInformation<NetworkEvent> getProducedType() {
    return TypeInformation.of(NetworkEvent.class);
  }

  @Override
  public long timestampMillis(final NetworkEvent element) {
    return element.timestampMillis();
  }

  /**
   * Whether a record is a selected event. Every record is counted, so that only one branch depends
   * on what the trace holds.
   */
  @Override
  protected boolean isEvent(final RecordCursor record) {
    final int index = EventType.indexOf(record);
    eventCounts[index]++;
    if ((selected >>> index & 1) != 0) {
      return true;
    }
    if (!record.isKernel() && index == EventType.NONE) {
      NetworkProvider.count(record, providerCounts);
    }
    return false;
  }

  @Override
  protected void decode(
      final RecordCursor record, final EtlBuffer buffer, final Collector<NetworkEvent> out) {
    final EventType type = EventType.of(EventType.indexOf(record));
    final PayloadLayout layout = type.layoutOf(record);
    event.time = buffer.timeOf(record);
    if (layout == null || event.time == TraceClock.NOT_A_TIME) {
      malformed(record);
      return;
    }
    event.type = type;
    event.cpu = buffer.cpu();
    final int at = record.payloadOffset();
    layout.read(record.bytes(), at, event);
    if (isDetailed) {
      layout.readDetails(record.bytes(), at, record.payloadLength(), event);
    }
    out.collect(event);
  }

  /**
   * Moves the numbers of events, whether they are selected or not, to totals.
   *
   * @param events totals by {@link EventType#index()}
   * @param providers totals of the records of other providers by {@link NetworkProvider#index()}
   * @return the number of events that were moved
   */
  @Internal
  public long moveCountsTo(final long[] events, final long[] providers) {
    move(providerCounts, providers);
    return move(eventCounts, events);
  }

  private static long move(final long[] from, final long[] to) {
    long moved = 0;
    for (int i = 0; i < to.length; i++) {
      moved += from[i];
      to[i] += from[i];
      from[i] = 0;
    }
    return moved;
  }
}
