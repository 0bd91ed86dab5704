package org.etwflow.quality;

import static org.etwflow.column.Column.optional;
import static org.etwflow.column.Column.required;
import static org.etwflow.column.ColumnType.BOOLEAN;
import static org.etwflow.column.ColumnType.DOUBLE;
import static org.etwflow.column.ColumnType.INT64;
import static org.etwflow.column.ColumnType.TEXT;
import static org.etwflow.column.ColumnType.TIME;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.etwflow.column.Column;
import org.etwflow.event.EventType;

/** Columns of the trace quality. */
@Internal
public final class TraceColumns {

  private static final Column<TraceQuality> PATH = required("path", TEXT, TraceQuality::path);

  private static final Column<TraceQuality> HOST = required("host", TEXT, TraceQuality::host);

  private static final List<Column<TraceQuality>> CONTENT =
      List.of(
          required("octets", INT64, TraceQuality::octets),
          optional("osBuild", INT64, TraceQuality::osBuild),
          optional("pointerSize", INT64, TraceQuality::pointerSize),
          optional("cpuCount", INT64, TraceQuality::cpuCount),
          optional("clock", TEXT, TraceQuality::clock),
          optional("sessionStart", TIME, TraceQuality::sessionStart),
          optional("sessionEnd", TIME, TraceQuality::sessionEnd),
          required("buffers", INT64, TraceQuality::buffers),
          required("records", INT64, TraceQuality::records),
          required("networkEvents", INT64, TraceQuality::allNetworkEvents));

  private static final List<Column<TraceQuality>> QUALITY =
      List.of(
          optional("firstEvent", TIME, TraceQuality::firstEvent),
          optional("lastEvent", TIME, TraceQuality::lastEvent),
          optional("eventsLost", INT64, TraceQuality::eventsLost),
          optional("buffersLost", INT64, TraceQuality::buffersLost),
          required("missingBufferSequences", INT64, TraceQuality::missingBufferSequences),
          required("skippedBuffers", INT64, TraceQuality::skippedBuffers),
          optional("skippedBufferReasons", TEXT, TraceQuality::skippedBufferReasons),
          required("storageErrors", INT64, TraceQuality::storageErrors),
          required("malformedRecords", INT64, TraceQuality::malformedRecords),
          required("truncatedTail", BOOLEAN, TraceQuality::truncatedTail),
          required("largestDisorder", DOUBLE, TraceQuality::largestDisorder),
          required("lateEvents", INT64, TraceQuality::lateEvents),
          optional("problem", TEXT, TraceQuality::problem),
          optional("duplicateOf", TEXT, TraceQuality::duplicateOf),
          optional("note", TEXT, TraceQuality::note));

  private TraceColumns() {}

  /** Columns of a row for each trace. */
  public static List<Column<TraceQuality>> of(final boolean withHost) {
    final List<Column<TraceQuality>> columns = new ArrayList<>();
    columns.add(PATH);
    if (withHost) {
      columns.add(HOST);
    }
    columns.addAll(CONTENT);
    Arrays.stream(EventType.values()).map(TraceColumns::ofType).forEach(columns::add);
    columns.addAll(QUALITY);
    return columns;
  }

  private static Column<TraceQuality> ofType(final EventType type) {
    return required(type.toString(), INT64, trace -> trace.networkEvents().getOrDefault(type, 0L));
  }
}
