package org.etwflow.traces;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The rows expected of the job for a trace with default options: one for each flow and tumbling
 * window of 10 s. They are computed from the sends as written, in exact arithmetic; a fraction is
 * rounded once, to the nearest double.
 */
public final class FlowRows {

  private static final String HEADER =
      "windowStart,windowEnd,processId,localAddress,localPort,remoteAddress,remotePort,sendCount,"
          + "sendOctets,sendOctetsMin,sendOctetsMax,sendOctetsMean,sendOctetsStdDev,flowStart,"
          + "flowEnd,flowDuration,windowBitRate,flowBitRate,dataComplete\n";

  private static final long WINDOW = 10 * TraceSession.SECOND;

  /** Units of 100 ns in a millisecond. */
  private static final long MILLISECOND = 10_000;

  private final Map<Key, Totals> rows = new HashMap<>();
  private final boolean dataComplete;

  /** Creates the rows of a trace without losses. */
  public FlowRows() {
    this(true);
  }

  /**
   * Creates the rows of a trace.
   *
   * @param dataComplete false if anything was lost: it may belong to any window
   */
  public FlowRows(boolean dataComplete) {
    this.dataComplete = dataComplete;
  }

  /** Counts a send if it is readable. */
  public void add(WrittenSend sent) {
    if (sent.readable()) {
      add(sent.send().flow(), sent.time(), Integer.toUnsignedLong(sent.send().size()));
    }
  }

  /**
   * Counts a send.
   *
   * @param time FILETIME: 100 ns since 1601-01-01 UTC
   * @param octets bytes sent, 0 to 2^32 - 1
   */
  public void add(Flow flow, long time, long octets) {
    final long sinceEpoch = time - TraceSession.UNIX_EPOCH;
    final long window = Math.floorDiv(sinceEpoch, WINDOW) * WINDOW;
    rows.computeIfAbsent(new Key(window, flow), key -> new Totals()).add(sinceEpoch, octets);
  }

  /** The rows as CSV: a header line, then the rows sorted as text. */
  public String toCsv() {
    return rows.entrySet().stream()
        .map(row -> line(row.getKey(), row.getValue()))
        .sorted()
        .collect(Collectors.joining("", HEADER, ""));
  }

  private String line(Key key, Totals totals) {
    final Flow flow = key.flow();
    return String.join(
            ",",
            RowText.time(key.window()),
            RowText.time(key.window() + WINDOW),
            Integer.toUnsignedString(flow.processId()),
            flow.localText(),
            Integer.toString(flow.localPort()),
            flow.remoteText(),
            Integer.toString(flow.remotePort()),
            totals.text(),
            Boolean.toString(dataComplete))
        + "\n";
  }

  private record Key(long window, Flow flow) {}

  /** Running totals of a row. Times are in 100 ns since 1970. */
  private static final class Totals {

    private long count;
    private BigInteger octets = BigInteger.ZERO;
    private BigInteger squares = BigInteger.ZERO;
    private long min = Long.MAX_VALUE;
    private long max;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    void add(long time, long size) {
      final BigInteger exact = BigInteger.valueOf(size);
      count++;
      octets = octets.add(exact);
      squares = squares.add(exact.multiply(exact));
      min = Math.min(min, size);
      max = Math.max(max, size);
      first = Math.min(first, time);
      last = Math.max(last, time);
    }

    String text() {
      final BigInteger sends = BigInteger.valueOf(count);
      return String.join(
          ",",
          Long.toString(count),
          octets.toString(),
          Long.toString(min),
          Long.toString(max),
          RowText.quotient(octets, sends),
          standardDeviation(sends),
          RowText.time(first),
          RowText.time(last),
          RowText.quotient(BigInteger.valueOf(last - first), BigInteger.valueOf(MILLISECOND)),
          RowText.bitRate(octets, WINDOW),
          last == first ? "" : RowText.bitRate(octets, last - first));
    }

    /** Population standard deviation: sqrt(n * squares - octets^2) / n. */
    private String standardDeviation(BigInteger sends) {
      final BigInteger spread = sends.multiply(squares).subtract(octets.multiply(octets));
      return RowText.rootQuotient(spread, sends);
    }
  }
}
