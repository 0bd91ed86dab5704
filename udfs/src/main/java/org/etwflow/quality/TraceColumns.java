package org.etwflow.quality;

import static org.etwflow.column.Column.optional;
import static org.etwflow.column.Column.required;
import static org.etwflow.column.ColumnType.BOOLEAN;
import static org.etwflow.column.ColumnType.DOUBLE;
import static org.etwflow.column.ColumnType.INT64;
import static org.etwflow.column.ColumnType.TEXT;
import static org.etwflow.column.ColumnType.TIME;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.etwflow.column.Column;

/** Columns of the trace quality. */
@Internal
public final class TraceColumns {

  private static final Column<TraceQuality> PATH = required("path", TEXT, TraceQuality::path);

  private static final Column<TraceQuality> HOST = required("host", TEXT, TraceQuality::host);

  private static final List<Column<TraceQuality>> QUALITY =
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
          required("sends", INT64, TraceQuality::sends),
          optional("firstSend", TIME, TraceQuality::firstSend),
          optional("lastSend", TIME, TraceQuality::lastSend),
          optional("eventsLost", INT64, TraceQuality::eventsLost),
          optional("buffersLost", INT64, TraceQuality::buffersLost),
          required("missingBufferSequences", INT64, TraceQuality::missingBufferSequences),
          required("skippedBuffers", INT64, TraceQuality::skippedBuffers),
          optional("skippedBufferReasons", TEXT, TraceQuality::skippedBufferReasons),
          required("malformedRecords", INT64, TraceQuality::malformedRecords),
          required("truncatedTail", BOOLEAN, TraceQuality::truncatedTail),
          required("largestDisorder", DOUBLE, TraceQuality::largestDisorder),
          required("lateSends", INT64, TraceQuality::lateSends),
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
    columns.addAll(QUALITY);
    return columns;
  }
}
