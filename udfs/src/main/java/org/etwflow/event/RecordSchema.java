package org.etwflow.event;

import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.serialization.DeserializationSchema.InitializationContext;
import org.apache.flink.util.Collector;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.RecordCursor;

/**
 * Base of schemas that decode single records. A subclass selects and decodes its events; this class
 * walks the records, counts them and handles damage.
 *
 * @param <T> type of the events
 */
@PublicEvolving
public abstract class RecordSchema<T> implements EtlDeserializationSchema<T> {

  private static final long serialVersionUID = 1L;

  private transient RecordCursor cursor;
  private transient BufferStatistics statistics;

  @Override
  public void open(final InitializationContext context) throws Exception {
    cursor = new RecordCursor();
    statistics = new BufferStatistics();
  }

  @Override
  public final void deserialize(final EtlBuffer buffer, final Collector<T> out) {
    if (!buffer.isReadable()) {
      return;
    }
    final RecordCursor records = buffer.records(cursor);
    statistics.start();
    while (records.next()) {
      statistics.record(records);
      if (isEvent(records)) {
        decode(records, buffer, out);
      }
    }
    statistics.end(buffer.trace().requireHeader().clock());
    // In a truncated buffer the last record is cut off, not malformed.
    if (records.isBroken() && buffer.condition() != BufferCondition.TRUNCATED) {
      statistics.malformed(records.offset());
    }
    buffer.setCounts(statistics.records(), statistics.malformedRecords(), statistics.latestTime());
  }

  /**
   * Whether a record is an event of this schema, by its header alone. Called for every record and
   * separate from {@link #decode}, so that the JIT inlines it into the walk.
   *
   * @param record positioned at the record, whose size is checked
   */
  protected abstract boolean isEvent(RecordCursor record);

  /**
   * Decodes one record and emits its events; emits nothing if it is {@link #malformed}.
   *
   * @param record positioned at the record; its size is checked, its payload is not
   * @param buffer the buffer of the record, with the clock for its time
   * @param out receives the events
   */
  protected abstract void decode(RecordCursor record, EtlBuffer buffer, Collector<T> out);

  /** Counts an event of this schema that cannot be decoded. */
  protected final void malformed(final RecordCursor record) {
    statistics.malformed(record.offset());
  }

  /** Statistics of the last readable buffer; valid until the next one. */
  @Internal
  public final BufferStatistics lastStatistics() {
    return statistics;
  }
}
