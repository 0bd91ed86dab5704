package org.etwflow.pipeline;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.etwflow.traces.Flow;
import org.etwflow.traces.WrittenSend;

/**
 * Reference for the windows of one flow and the lines of their rows, with gaps between sends: every
 * window is tested with every send.
 */
interface WindowReference {

  /** Gap columns of a single send, and of several flows in one row. */
  String NO_GAPS = ",,,";

  /** Window in milliseconds since 1970, the end exclusive; both null for the whole run. */
  record Window(Long start, Long end) {

    private boolean holds(final Sent sent) {
      return start == null || (start <= sent.millis() && sent.millis() < end);
    }
  }

  /**
   * Send.
   *
   * @param time in 100 ns since 1970
   */
  record Sent(Flow flow, long time, long size) {

    private static Sent of(final WrittenSend written) {
      return new Sent(
          written.send().flow(),
          written.time() - 116_444_736_000_000_000L,
          Integer.toUnsignedLong(written.send().size()));
    }

    private long millis() {
      return Math.floorDiv(time, 10_000);
    }
  }

  MathContext EXACT = new MathContext(40, RoundingMode.HALF_EVEN);

  DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /**
   * Returns the windows that may contain a send of a flow.
   *
   * @param millis times of its sends, ascending
   */
  List<Window> windows(List<Long> millis);

  static WindowReference sliding(final long length, final long slide) {
    return millis ->
        LongStream.iterate(
                aligned(millis.get(0) - length, slide),
                start -> start <= last(millis),
                slideBy(slide))
            .mapToObj(start -> new Window(start, start + length))
            .toList();
  }

  static WindowReference cumulative(final long length, final long step) {
    return millis ->
        LongStream.iterate(
                aligned(millis.get(0), length), start -> start <= last(millis), slideBy(length))
            .boxed()
            .flatMap(
                start ->
                    LongStream.rangeClosed(1, length / step)
                        .mapToObj(steps -> new Window(start, start + steps * step)))
            .toList();
  }

  static WindowReference session(final long gap) {
    return millis -> {
      final List<Window> sessions = new ArrayList<>();
      long start = millis.get(0);
      for (int i = 1; i <= millis.size(); i++) {
        final long before = millis.get(i - 1);
        if (i == millis.size() || millis.get(i) - before > gap) {
          sessions.add(new Window(start, before + gap));
          start = i == millis.size() ? 0 : millis.get(i);
        }
      }
      return sessions;
    };
  }

  static WindowReference wholeRun() {
    return millis -> List.of(new Window(null, null));
  }

  private static LongUnaryOperator slideBy(final long slide) {
    return start -> start + slide;
  }

  private static long aligned(final long millis, final long length) {
    return millis / length * length;
  }

  private static long last(final List<Long> millis) {
    return millis.get(millis.size() - 1);
  }

  /** Lines of all rows, unordered. */
  default List<String> rows(final Collection<WrittenSend> sends) {
    return sends.stream()
        .map(Sent::of)
        .sorted(Comparator.comparingLong(Sent::time))
        .collect(Collectors.groupingBy(Sent::flow))
        .values()
        .stream()
        .flatMap(this::rowsOfFlow)
        .toList();
  }

  /**
   * Lines of the rows of the largest flows of each window, and of the row of all others, unordered.
   *
   * @param by ranking value, computed from the sizes of a flow's sends
   */
  default List<String> topRows(
      final Collection<WrittenSend> sends,
      final int topCount,
      final ToLongFunction<LongStream> by) {
    final List<Sent> all =
        sends.stream().map(Sent::of).sorted(Comparator.comparingLong(Sent::time)).toList();
    return windows(all.stream().map(Sent::millis).toList()).stream()
        .flatMap(
            window -> topRows(window, all.stream().filter(window::holds).toList(), topCount, by))
        .toList();
  }

  private static Stream<String> topRows(
      final Window window,
      final List<Sent> sends,
      final int topCount,
      final ToLongFunction<LongStream> by) {
    final List<Flow> flows =
        sends.stream().collect(Collectors.groupingBy(Sent::flow)).entrySet().stream()
            .sorted(
                Comparator.comparingLong(
                        (Map.Entry<Flow, List<Sent>> flow) ->
                            by.applyAsLong(flow.getValue().stream().mapToLong(Sent::size)))
                    .reversed()
                    .thenComparing(flow -> Integer.toUnsignedString(flow.getKey().processId()))
                    .thenComparing(flow -> flow.getKey().localText())
                    .thenComparing(flow -> Integer.toString(flow.getKey().localPort()))
                    .thenComparing(flow -> flow.getKey().remoteText())
                    .thenComparing(flow -> Integer.toString(flow.getKey().remotePort())))
            .map(Map.Entry::getKey)
            .limit(topCount)
            .toList();
    final List<String> rows = new ArrayList<>();
    for (final Flow flow : flows) {
      final List<Sent> ofFlow = sends.stream().filter(sent -> sent.flow().equals(flow)).toList();
      final String rank = Integer.toString(rows.size() + 1);
      rows.add(row(window, ofFlow).replaceFirst("^([^,]*,[^,]*),", "$1," + rank + ","));
    }
    final List<Sent> others = sends.stream().filter(sent -> !flows.contains(sent.flow())).toList();
    if (!others.isEmpty()) {
      rows.add(
          row(window, others, NO_GAPS).replaceFirst("^([^,]*,[^,]*)(,[^,]*){5},", "$1,,,,,,,"));
    }
    return rows.stream();
  }

  private Stream<String> rowsOfFlow(final List<Sent> ofFlow) {
    return windows(ofFlow.stream().map(Sent::millis).toList()).stream()
        .map(window -> row(window, ofFlow.stream().filter(window::holds).toList()))
        .filter(row -> !row.isEmpty());
  }

  private static String row(final Window window, final List<Sent> sends) {
    return sends.isEmpty() ? "" : row(window, sends, gaps(sends));
  }

  private static String row(final Window window, final List<Sent> sends, final String gaps) {
    final Flow flow = sends.get(0).flow();
    final long first = sends.get(0).time();
    final long last = sends.get(sends.size() - 1).time();
    final BigInteger octets = sum(sends.stream().map(sent -> BigInteger.valueOf(sent.size())));
    final BigInteger squares =
        sum(sends.stream().map(sent -> BigInteger.valueOf(sent.size()).pow(2)));
    final BigInteger count = BigInteger.valueOf(sends.size());
    final BigInteger spread = count.multiply(squares).subtract(octets.pow(2));
    final BigInteger bits = octets.shiftLeft(3);
    return String.join(
        ",",
        window.start() == null ? "" : time(window.start() * 10_000),
        window.end() == null ? "" : time(window.end() * 10_000),
        Integer.toUnsignedString(flow.processId()),
        flow.localText(),
        Integer.toString(flow.localPort()),
        flow.remoteText(),
        Integer.toString(flow.remotePort()),
        count.toString(),
        octets.toString(),
        Long.toString(sends.stream().mapToLong(Sent::size).min().orElseThrow()),
        Long.toString(sends.stream().mapToLong(Sent::size).max().orElseThrow()),
        quotient(octets, sends.size()),
        number(new BigDecimal(spread).sqrt(EXACT).divide(new BigDecimal(count), EXACT)),
        time(first),
        time(last),
        quotient(BigInteger.valueOf(last - first), 10_000),
        gaps,
        window.start() == null
            ? ""
            : quotient(bits.multiply(BigInteger.valueOf(1_000)), window.end() - window.start()),
        first == last ? "" : quotient(bits.multiply(BigInteger.valueOf(10_000_000)), last - first),
        "true");
  }

  /** Minimum, mean, maximum and standard deviation of the gaps. */
  private static String gaps(final List<Sent> sends) {
    final List<BigInteger> gaps =
        IntStream.range(1, sends.size())
            .mapToObj(i -> BigInteger.valueOf(sends.get(i).time() - sends.get(i - 1).time()))
            .sorted()
            .toList();
    if (gaps.isEmpty()) {
      return NO_GAPS;
    }
    final BigDecimal count = BigDecimal.valueOf(gaps.size());
    final BigDecimal mean = new BigDecimal(sum(gaps.stream())).divide(count, EXACT);
    final BigDecimal squares =
        gaps.stream()
            .map(gap -> new BigDecimal(gap).subtract(mean).pow(2))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return String.join(
        ",",
        quotient(gaps.get(0), 10_000),
        number(mean.movePointLeft(4)),
        quotient(gaps.get(gaps.size() - 1), 10_000),
        number(squares.divide(count, EXACT).sqrt(EXACT).movePointLeft(4)));
  }

  private static BigInteger sum(final Stream<BigInteger> values) {
    return values.reduce(BigInteger.ZERO, BigInteger::add);
  }

  private static String quotient(final BigInteger dividend, final long divisor) {
    return number(new BigDecimal(dividend).divide(BigDecimal.valueOf(divisor), EXACT));
  }

  private static String number(final BigDecimal exact) {
    return new BigDecimal(exact.doubleValue())
        .round(new MathContext(15, RoundingMode.HALF_EVEN))
        .stripTrailingZeros()
        .toPlainString();
  }

  private static String time(final long sinceEpoch) {
    return TIME.format(
        Instant.ofEpochSecond(sinceEpoch / 10_000_000, sinceEpoch % 10_000_000 * 100));
  }
}
