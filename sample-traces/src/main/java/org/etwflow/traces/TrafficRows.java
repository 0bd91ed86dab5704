package org.etwflow.traces;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.etwflow.traces.TrafficType.Kind;
import org.etwflow.traces.TrafficType.Protocol;

/**
 * The rows expected for all network events of a trace: one for each flow (protocol, process and
 * endpoints) and tumbling window of 10 s. They are computed from the events as written, in exact
 * arithmetic; a fraction is rounded once, to the nearest double.
 *
 * <p>TCPCopy and failures are in no row: the octets of the former are reported by a receive, the
 * latter have no endpoints.
 */
public final class TrafficRows {

  private static final String HEADER =
      "windowStart,windowEnd,protocol,processId,localAddress,localPort,remoteAddress,remotePort,"
          + "sendCount,receiveCount,sendOctets,receiveOctets,octets,flowStart,flowEnd,"
          + "flowDuration,windowSendBitRate,windowReceiveBitRate,flowSendBitRate,"
          + "flowReceiveBitRate,dataComplete\n";

  private static final long WINDOW = 10 * TraceSession.SECOND;

  /** Units of 100 ns in a millisecond. */
  private static final BigInteger MILLISECOND = BigInteger.valueOf(10_000);

  private static final Comparator<IpAddress> BY_OCTETS =
      Comparator.<IpAddress>comparingLong(address -> address.high() + Long.MIN_VALUE)
          .thenComparingLong(address -> address.low() + Long.MIN_VALUE);

  /** The order of netwalk. */
  private static final Comparator<Key> ORDER =
      Comparator.comparingLong(Key::window)
          .thenComparing(Key::protocol)
          .thenComparing(key -> Integer.toUnsignedLong(key.flow().processId()))
          .thenComparing(key -> key.flow().local().address(), BY_OCTETS)
          .thenComparing(key -> key.flow().remote().address(), BY_OCTETS)
          .thenComparing(key -> key.flow().isIpv6())
          .thenComparing(key -> key.flow().local().port())
          .thenComparing(key -> key.flow().remote().port());

  private final Map<Key, Totals> rows = new HashMap<>();
  private final boolean dataComplete;

  /** Creates the rows of a trace without losses. */
  public TrafficRows() {
    this(true);
  }

  /**
   * Creates the rows of a trace.
   *
   * @param dataComplete false if anything was lost: it may belong to any window
   */
  public TrafficRows(boolean dataComplete) {
    this.dataComplete = dataComplete;
  }

  /** Counts an event if it is readable and of a kind that is in rows. */
  public void add(WrittenEvent written) {
    final TrafficEvent event = written.event();
    final Kind kind = event.type().kind();
    if (!written.readable() || kind == Kind.COPY || kind == Kind.FAIL) {
      return;
    }
    final TrafficFlow flow = event.flow().ofProcess(written.processId());
    add(event.type(), flow, written.time(), Integer.toUnsignedLong(event.size()));
  }

  /**
   * Counts an event.
   *
   * @param type neither TCPCopy nor a failure
   * @param time FILETIME: 100 ns since 1601-01-01 UTC
   * @param octets size of the event, 0 to 2^32 - 1
   */
  public void add(TrafficType type, TrafficFlow flow, long time, long octets) {
    final long sinceEpoch = time - TraceSession.UNIX_EPOCH;
    final long window = Math.floorDiv(sinceEpoch, WINDOW) * WINDOW;
    rows.computeIfAbsent(new Key(window, type.protocol(), flow), key -> new Totals())
        .add(type.kind(), sinceEpoch, octets);
  }

  /** The rows of the job with default options as CSV: a header line, then rows sorted as text. */
  public String toCsv() {
    return rows.entrySet().stream()
        .map(row -> csvLine(row.getKey(), row.getValue()))
        .sorted()
        .collect(Collectors.joining("", HEADER, ""));
  }

  /**
   * The rows as {@code netwalk FILE 10 --table} prints them, with tabs: window start (seconds since
   * 1970), protocol, PID, local address and port, remote address and port, sends, octets sent,
   * receives, octets received, first and last event (FILETIME), connects, accepts, disconnects,
   * reconnects, retransmits, octets retransmitted.
   */
  public String toTable() {
    return rows.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(ORDER))
        .map(row -> tableLine(row.getKey(), row.getValue()))
        .collect(Collectors.joining());
  }

  private String csvLine(Key key, Totals totals) {
    return String.join(
            ",",
            RowText.time(key.window()),
            RowText.time(key.window() + WINDOW),
            key.text(","),
            totals.csvText(),
            Boolean.toString(dataComplete))
        + "\n";
  }

  private static String tableLine(Key key, Totals totals) {
    final long second = key.window() / TraceSession.SECOND;
    return second + "\t" + key.text("\t") + "\t" + totals.tableText() + "\n";
  }

  private record Key(long window, Protocol protocol, TrafficFlow flow) {

    String text(String separator) {
      return String.join(
          separator,
          protocol.name().toLowerCase(Locale.ROOT),
          Integer.toUnsignedString(flow.processId()),
          flow.local().address().text(),
          Integer.toString(flow.local().port()),
          flow.remote().address().text(),
          Integer.toString(flow.remote().port()));
    }
  }

  /** Running totals of a row. Times are in 100 ns since 1970. */
  private static final class Totals {

    private long sends;
    private long receives;
    private long connects;
    private long accepts;
    private long disconnects;
    private long reconnects;
    private long retransmits;
    private BigInteger sent = BigInteger.ZERO;
    private BigInteger received = BigInteger.ZERO;
    private BigInteger retransmitted = BigInteger.ZERO;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    void add(Kind kind, long time, long size) {
      final BigInteger octets = BigInteger.valueOf(size);
      first = Math.min(first, time);
      last = Math.max(last, time);
      switch (kind) {
        case SEND -> {
          sends++;
          sent = sent.add(octets);
        }
        case RECEIVE -> {
          receives++;
          received = received.add(octets);
        }
        case RETRANSMIT -> {
          retransmits++;
          retransmitted = retransmitted.add(octets);
        }
        case CONNECT -> connects++;
        case ACCEPT -> accepts++;
        case DISCONNECT -> disconnects++;
        case RECONNECT -> reconnects++;
        case COPY, FAIL -> throw new IllegalArgumentException("in no row: " + kind);
      }
    }

    String csvText() {
      final long duration = last - first;
      return String.join(
          ",",
          Long.toString(sends),
          Long.toString(receives),
          sent.toString(),
          received.toString(),
          sent.add(received).toString(),
          RowText.time(first),
          RowText.time(last),
          RowText.quotient(BigInteger.valueOf(duration), MILLISECOND),
          RowText.bitRate(sent, WINDOW),
          RowText.bitRate(received, WINDOW),
          duration == 0 ? "" : RowText.bitRate(sent, duration),
          duration == 0 ? "" : RowText.bitRate(received, duration));
    }

    String tableText() {
      return String.join(
          "\t",
          Long.toString(sends),
          sent.toString(),
          Long.toString(receives),
          received.toString(),
          Long.toString(first + TraceSession.UNIX_EPOCH),
          Long.toString(last + TraceSession.UNIX_EPOCH),
          Long.toString(connects),
          Long.toString(accepts),
          Long.toString(disconnects),
          Long.toString(reconnects),
          Long.toString(retransmits),
          retransmitted.toString());
    }
  }
}
