package org.etwflow.event;

import static org.etwflow.column.Column.optional;
import static org.etwflow.column.Column.required;
import static org.etwflow.column.ColumnType.INT64;
import static org.etwflow.column.ColumnType.TEXT;
import static org.etwflow.column.ColumnType.TIME;
import static org.etwflow.column.ColumnType.UINT16;
import static org.etwflow.column.ColumnType.UINT32;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.flink.annotation.Internal;
import org.etwflow.column.Column;
import org.etwflow.column.ColumnType;
import org.jspecify.annotations.Nullable;

/** Columns of the output of individual events. */
@Internal
public final class EventColumns {

  private static final Column<EventRow> PATH = required("path", TEXT, EventRow::path);

  private static final Column<EventRow> HOST = required("host", TEXT, EventRow::host);

  private static final List<Column<EventRow>> EVENT =
      List.of(
          required("time", TIME, row -> row.event().instant()),
          required("protocol", TEXT, row -> row.event().protocol().toString()),
          required("kind", TEXT, row -> text(row.event().kind())),
          optional("direction", TEXT, row -> direction(row.event().kind())),
          ofEndpoint("processId", UINT32, event -> event.processId),
          ofEndpoint("localAddress", TEXT, NetworkEvent::localAddress),
          ofEndpoint("localPort", UINT16, event -> event.localPort),
          ofEndpoint("remoteAddress", TEXT, NetworkEvent::remoteAddress),
          ofEndpoint("remotePort", UINT16, event -> event.remotePort),
          ofEndpoint("octets", UINT32, event -> event.octets),
          optional("startime", UINT32, row -> ticks(row.event(), row.event().startime)),
          optional("endtime", UINT32, row -> ticks(row.event(), row.event().endtime)),
          required("cpu", UINT16, row -> row.event().cpu));

  private static final List<Column<EventRow>> DETAILS =
      List.of(
          optional("seqnum", UINT32, row -> row.event().seqnum),
          optional("connid", INT64, row -> row.event().connid),
          optional("mss", UINT16, row -> row.event().mss),
          optional("sackopt", UINT16, row -> row.event().sackopt),
          optional("tsopt", UINT16, row -> row.event().tsopt),
          optional("wsopt", UINT16, row -> row.event().wsopt),
          optional("rcvwin", UINT32, row -> row.event().rcvwin),
          optional("rcvwinscale", INT64, row -> row.event().rcvwinscale),
          optional("sndwinscale", INT64, row -> row.event().sndwinscale),
          optional("addressFamily", UINT32, row -> row.event().addressFamily),
          optional("failureCode", UINT16, row -> row.event().failureCode));

  private EventColumns() {}

  /** Columns of event rows, with the fields that not every event has. */
  public static List<Column<EventRow>> ofDetailed(final boolean withHost) {
    final List<Column<EventRow>> columns = of(withHost);
    columns.addAll(DETAILS);
    return columns;
  }

  /** Columns of event rows that were decoded without details. */
  public static List<Column<EventRow>> of(final boolean withHost) {
    final List<Column<EventRow>> columns = new ArrayList<>();
    columns.add(PATH);
    if (withHost) {
      columns.add(HOST);
    }
    columns.addAll(EVENT);
    return columns;
  }

  /** A column that a failure does not have. */
  private static Column<EventRow> ofEndpoint(
      final String name, final ColumnType type, final Column.Value<NetworkEvent> value) {
    return optional(
        name, type, row -> row.event().type.hasEndpoints() ? value.apply(row.event()) : null);
  }

  private static String text(final EventKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable String direction(final EventKind kind) {
    return switch (kind) {
      case SEND, CONNECT, RETRANSMIT, RECONNECT -> "outbound";
      case RECEIVE, ACCEPT, COPY -> "inbound";
      case DISCONNECT, FAIL -> null;
    };
  }

  private static @Nullable Long ticks(final NetworkEvent event, final long ticks) {
    return event.hasTicks() ? ticks : null;
  }
}
