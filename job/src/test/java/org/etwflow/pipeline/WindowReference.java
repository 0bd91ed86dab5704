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
import org.etwflow.traces.TrafficFlow;
import org.etwflow.traces.TrafficType.Kind;
import org.etwflow.traces.TrafficType.Protocol;
import org.etwflow.traces.WrittenEvent;

/**
 * Reference for the windows of one flow and the lines of their rows, with gaps between sends: every
 * window is tested with every event.
 */
interface WindowReference {

  /** Gap columns of less than two sends, and of several flows in one row. */
  String NO_GAPS = ",,,";

  /** Window in milliseconds since 1970, the end exclusive; both null for the whole run. */
  record Window(Long start, Long end) {

    private boolean holds(final Seen event) {
      return start == null || (start <= event.millis() && event.millis() < end);
    }
  }

  /** Protocol, process and endpoints. */
  record Key(Protocol protocol, TrafficFlow flow) {

    /** Texts of the key columns. */
    List<String> texts() {
      return List.of(
          protocol.name().toLowerCase(Locale.ROOT),
          Integer.toUnsignedString(flow.processId()),
          flow.local().address().text(),
          Integer.toString(flow.local().port()),
          flow.remote().address().text(),
          Integer.toString(flow.remote().port()));
    }
  }

  /**
   * Event.
   *
   * @param time in 100 ns since 1970
   */
  record Seen(Key key, Kind kind, long time, long size) {

    private static Seen of(final WrittenEvent written) {
      return new Seen(
          new Key(written.event().type().protocol(), written.event().flow()),
          written.event().type().kind(),
          written.time() - 116_444_736_000_000_000L,
          Integer.toUnsignedLong(written.event().size()));
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
   * Returns the windows that may contain an event of a flow.
   *
   * @param millis times of its events, ascending
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
  default List<String> rows(final Collection<WrittenEvent> events) {
    return inOrder(events).stream().collect(Collectors.groupingBy(Seen::key)).values().stream()
        .flatMap(this::rowsOfFlow)
        .toList();
  }

  private static List<Seen> inOrder(final Collection<WrittenEvent> events) {
    return events.stream().map(Seen::of).sorted(Comparator.comparingLong(Seen::time)).toList();
  }

  /**
   * Lines of the rows of the largest flows of each window, and of the row of all others, unordered.
   *
   * @param by ranking value, computed from the events of a flow in order of time
   */
  default List<String> topRows(
      final Collection<WrittenEvent> events,
      final int topCount,
      final ToLongFunction<List<Seen>> by) {
    final List<Seen> all = inOrder(events);
    return windows(all.stream().map(Seen::millis).toList()).stream()
        .flatMap(
            window -> topRows(window, all.stream().filter(window::holds).toList(), topCount, by))
        .toList();
  }

  private static Stream<String> topRows(
      final Window window,
      final List<Seen> events,
      final int topCount,
      final ToLongFunction<List<Seen>> by) {
    final List<Key> keys =
        events.stream().collect(Collectors.groupingBy(Seen::key)).entrySet().stream()
            .sorted(
                Comparator.comparingLong(
                        (Map.Entry<Key, List<Seen>> flow) -> by.applyAsLong(flow.getValue()))
                    .reversed()
                    .thenComparing(Map.Entry::getKey, WindowReference::compareTexts))
            .map(Map.Entry::getKey)
            .limit(topCount)
            .toList();
    final List<String> rows = new ArrayList<>();
    for (final Key key : keys) {
      final List<Seen> ofFlow = events.stream().filter(event -> event.key().equals(key)).toList();
      final String rank = Integer.toString(rows.size() + 1);
      rows.add(row(window, ofFlow).replaceFirst("^([^,]*,[^,]*),", "$1," + rank + ","));
    }
    final List<Seen> others = events.stream().filter(event -> !keys.contains(event.key())).toList();
    if (!others.isEmpty()) {
      rows.add(
          row(window, others, NO_GAPS).replaceFirst("^([^,]*,[^,]*)(,[^,]*){6},", "$1,,,,,,,,"));
    }
    return rows.stream();
  }

  private static int compareTexts(final Key one, final Key other) {
    return IntStream.range(0, one.texts().size())
        .map(i -> one.texts().get(i).compareTo(other.texts().get(i)))
        .filter(order -> order != 0)
        .findFirst()
        .orElse(0);
  }

  private Stream<String> rowsOfFlow(final List<Seen> ofFlow) {
    return windows(ofFlow.stream().map(Seen::millis).toList()).stream()
        .map(window -> row(window, ofFlow.stream().filter(window::holds).toList()))
        .filter(row -> !row.isEmpty());
  }

  private static String row(final Window window, final List<Seen> events) {
    return events.isEmpty() ? "" : row(window, events, gaps(events));
  }

  private static String row(final Window window, final List<Seen> events, final String gaps) {
    final long first = events.get(0).time();
    final long last = events.get(events.size() - 1).time();
    final BigInteger sent = octets(events, Kind.SEND);
    final BigInteger received = octets(events, Kind.RECEIVE);
    return String.join(
        ",",
        window.start() == null ? "" : time(window.start() * 10_000),
        window.end() == null ? "" : time(window.end() * 10_000),
        String.join(",", events.get(0).key().texts()),
        Long.toString(of(events, Kind.SEND).count()),
        Long.toString(of(events, Kind.RECEIVE).count()),
        sent.toString(),
        received.toString(),
        sent.add(received).toString(),
        time(first),
        time(last),
        quotient(BigInteger.valueOf(last - first), 10_000),
        windowRate(window, sent),
        windowRate(window, received),
        flowRate(last - first, sent),
        flowRate(last - first, received),
        gaps,
        "true");
  }

  private static Stream<Seen> of(final List<Seen> events, final Kind kind) {
    return events.stream().filter(event -> event.kind() == kind);
  }

  private static BigInteger octets(final List<Seen> events, final Kind kind) {
    return sum(of(events, kind).map(event -> BigInteger.valueOf(event.size())));
  }

  private static String windowRate(final Window window, final BigInteger octets) {
    return window.start() == null
        ? ""
        : quotient(octets.multiply(BigInteger.valueOf(8_000)), window.end() - window.start());
  }

  private static String flowRate(final long duration, final BigInteger octets) {
    return duration == 0 ? "" : quotient(octets.multiply(BigInteger.valueOf(80_000_000)), duration);
  }

  /** Gaps between the sends of a flow, in 100 ns. */
  static List<Long> gapsOf(final List<Seen> events) {
    final List<Seen> sends = of(events, Kind.SEND).toList();
    return IntStream.range(1, sends.size())
        .mapToObj(i -> sends.get(i).time() - sends.get(i - 1).time())
        .toList();
  }

  /** Minimum, mean, maximum and standard deviation of the gaps. */
  private static String gaps(final List<Seen> events) {
    final List<BigInteger> gaps =
        gapsOf(events).stream().map(BigInteger::valueOf).sorted().toList();
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
