package org.etwflow.event;

import static org.etwflow.column.Column.optional;
import static org.etwflow.column.Column.required;
import static org.etwflow.column.ColumnType.TEXT;
import static org.etwflow.column.ColumnType.TIME;
import static org.etwflow.column.ColumnType.UINT16;
import static org.etwflow.column.ColumnType.UINT32;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.etwflow.column.Column;
import org.jspecify.annotations.Nullable;

/** Columns of the output of individual sends. */
@Internal
public final class SendColumns {

  private static final Column<SendRow> PATH = required("path", TEXT, SendRow::path);

  private static final Column<SendRow> HOST = required("host", TEXT, SendRow::host);

  private static final List<Column<SendRow>> SEND =
      List.of(
          required("time", TIME, row -> row.send().instant()),
          required("processId", UINT32, row -> row.send().PID),
          required("localAddress", TEXT, row -> row.send().localAddress()),
          required("localPort", UINT16, row -> row.send().sport),
          required("remoteAddress", TEXT, row -> row.send().remoteAddress()),
          required("remotePort", UINT16, row -> row.send().dport),
          required("sendOctets", UINT32, row -> row.send().size),
          optional("startime", UINT32, row -> ticks(row.send(), row.send().startime)),
          optional("endtime", UINT32, row -> ticks(row.send(), row.send().endtime)),
          required("cpu", UINT16, row -> row.send().cpu));

  private SendColumns() {}

  /** Columns of send rows. */
  public static List<Column<SendRow>> of(final boolean withHost) {
    final List<Column<SendRow>> columns = new ArrayList<>();
    columns.add(PATH);
    if (withHost) {
      columns.add(HOST);
    }
    columns.addAll(SEND);
    return columns;
  }

  private static @Nullable Long ticks(final SendIPV4 send, final long ticks) {
    return send.hasTicks() ? ticks : null;
  }
}
