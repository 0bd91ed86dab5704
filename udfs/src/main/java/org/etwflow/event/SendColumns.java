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

/** Columns of the sends themselves. */
@Internal
public final class SendColumns {

  private static final Column<SendRow> PATH = required("path", TEXT, SendRow::path);

  private static final Column<SendRow> HOST = required("host", TEXT, SendRow::host);

  private static final List<Column<SendRow>> SEND =
      List.of(
          required("time", TIME, traced -> traced.send().instant()),
          required("processId", UINT32, traced -> traced.send().PID),
          required("localAddress", TEXT, traced -> traced.send().localAddress()),
          required("localPort", UINT16, traced -> traced.send().sport),
          required("remoteAddress", TEXT, traced -> traced.send().remoteAddress()),
          required("remotePort", UINT16, traced -> traced.send().dport),
          required("sendOctets", UINT32, traced -> traced.send().size),
          optional("startime", UINT32, traced -> ticks(traced.send(), traced.send().startime)),
          optional("endtime", UINT32, traced -> ticks(traced.send(), traced.send().endtime)),
          required("cpu", UINT16, traced -> traced.send().cpu));

  private SendColumns() {}

  /** Columns of a row for each send. */
  public static List<Column<SendRow>> of(final boolean withHost) {
    final List<Column<SendRow>> columns = new ArrayList<>();
    columns.add(PATH);
    if (withHost) {
      columns.add(HOST);
    }
    columns.addAll(SEND);
    return columns;
  }

  private static Long ticks(final SendIPV4 send, final long ticks) {
    return send.hasTicks() ? ticks : null;
  }
}
