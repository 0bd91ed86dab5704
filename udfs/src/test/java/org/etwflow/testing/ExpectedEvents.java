package org.etwflow.testing;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.etwflow.traces.ConnectionOptions;
import org.etwflow.traces.TrafficEvent;
import org.etwflow.traces.TrafficFlow;
import org.etwflow.traces.TrafficType.Kind;
import org.etwflow.traces.TrafficType.Protocol;
import org.etwflow.traces.WrittenEvent;
import org.etwflow.traces.WrittenTrace;

/** Expected rows of the network events of written traces. */
public final class ExpectedEvents {

  /** Columns of the process, both endpoints, and the size, which a failure does not have. */
  private static final int ENDPOINT_COLUMNS = 6;

  private static final int OPTION_COLUMNS = 7;

  private static final long UNIX_EPOCH = 116_444_736_000_000_000L;
  private static final long UNITS_PER_SECOND = 10_000_000;

  private ExpectedEvents() {}

  /** Expected rows of all readable events of a trace, as lines of a CSV file. */
  public static List<String> rows(final Path file, final WrittenTrace trace) {
    return trace.readableEvents().stream().map(written -> row(file, written)).toList();
  }

  private static String row(final Path file, final WrittenEvent written) {
    final TrafficEvent event = written.event();
    final boolean isFull = written.encoding().version() >= 2;
    final boolean hasIds = isFull && event.type().hasFlow();
    return Stream.of(
            Stream.of(file, time(written.time())),
            Stream.of(
                event.type().protocol().name().toLowerCase(Locale.ROOT),
                event.type().kind().name().toLowerCase(Locale.ROOT),
                direction(event.type().kind())),
            event.type().hasFlow() ? endpoints(written) : none(ENDPOINT_COLUMNS),
            isFull && isTcpSend(event)
                ? Stream.of(unsigned(event.startTime()), unsigned(event.endTime()))
                : none(2),
            Stream.of(written.cpu()),
            hasIds ? Stream.of(unsigned(event.seqnum()), event.connid()) : none(2),
            isFull && hasOptions(event) ? options(event.options()) : none(OPTION_COLUMNS),
            event.type().hasFlow()
                ? none(2)
                : Stream.of(event.proto(), isFull ? event.failureCode() : ""))
        .flatMap(cells -> cells)
        .map(String::valueOf)
        .collect(Collectors.joining(","));
  }

  private static Stream<String> none(final int columns) {
    return Collections.nCopies(columns, "").stream();
  }

  private static String direction(final Kind kind) {
    return switch (kind) {
      case SEND, CONNECT, RECONNECT, RETRANSMIT -> "outbound";
      case RECEIVE, ACCEPT, COPY -> "inbound";
      case DISCONNECT, FAIL -> "";
    };
  }

  private static Stream<Object> endpoints(final WrittenEvent written) {
    final TrafficFlow flow = written.event().flow();
    return Stream.of(
        unsigned(written.processId()),
        flow.local().address().text(),
        flow.local().port(),
        flow.remote().address().text(),
        flow.remote().port(),
        unsigned(written.event().size()));
  }

  private static boolean isTcpSend(final TrafficEvent event) {
    return event.type().kind() == Kind.SEND && event.type().protocol() == Protocol.TCP;
  }

  private static boolean hasOptions(final TrafficEvent event) {
    return event.type().kind() == Kind.CONNECT || event.type().kind() == Kind.ACCEPT;
  }

  private static Stream<Object> options(final ConnectionOptions options) {
    return Stream.of(
        options.mss(),
        options.sackopt(),
        options.tsopt(),
        options.wsopt(),
        unsigned(options.rcvwin()),
        options.rcvwinscale(),
        options.sndwinscale());
  }

  private static String unsigned(final int number) {
    return Integer.toUnsignedString(number);
  }

  /** Formats a time. The decimals of the second are those of the FILETIME. */
  private static String time(final long fileTime) {
    final long second = (fileTime - UNIX_EPOCH) / UNITS_PER_SECOND;
    return String.format(
        Locale.ROOT,
        "%s.%07dZ",
        LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC)
            .format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT)),
        fileTime % UNITS_PER_SECOND);
  }
}
