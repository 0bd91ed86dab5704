package org.etwflow.event;

import org.apache.flink.api.common.serialization.DeserializationSchema.InitializationContext;
import org.apache.flink.util.Collector;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.RecordCursor;

/**
 * A schema that looks at each record of a buffer: the base for schemas of any event. A subclass
 * says which records are its events and what they hold; walking, counting and damage are done here.
 *
 * @param <T> type of the events
 */
public abstract class RecordSchema<T> implements EtlDeserializationSchema<T> {

  private static final long serialVersionUID = 1L;

  private transient RecordCursor cursor;
  private transient BufferStatistics walk;

  @Override
  public void open(final InitializationContext context) throws Exception {
    cursor = new RecordCursor();
    walk = new BufferStatistics();
  }

  @Override
  public final void deserialize(final EtlBuffer buffer, final Collector<T> out) {
    if (!buffer.isReadable()) {
      return;
    }
    final RecordCursor records = buffer.records(cursor);
    walk.start();
    while (records.next()) {
      walk.record(records);
      if (isEvent(records)) {
        decode(records, buffer, out);
      }
    }
    walk.end(records, buffer.trace().header().clock());
    // Where the file ends inside a buffer, it ends inside a record.
    if (records.isBroken() && buffer.condition() != BufferCondition.TRUNCATED) {
      walk.malformed(records.offset());
    }
  }

  /**
   * Whether a record is an event of this schema, by its header alone: asked of every record, and
   * apart from {@link #decode} so that the JIT makes one loop of it with the walk.
   *
   * @param record stands on it; its size is checked
   */
  protected abstract boolean isEvent(RecordCursor record);

  /**
   * Yields what one record holds: nothing if it is {@link #malformed}.
   *
   * @param record stands on it; its size is checked, its payload is not
   * @param buffer where it stands, and the clock for its time
   * @param out takes the events
   */
  protected abstract void decode(RecordCursor record, EtlBuffer buffer, Collector<T> out);

  /** Counts a record that should be an event of this schema, but cannot be read as one. */
  protected final void malformed(final RecordCursor record) {
    walk.malformed(record.offset());
  }

  /** What was seen in the last buffer that was readable. Valid until the next one. */
  public final BufferStatistics lastWalk() {
    return walk;
  }
}
