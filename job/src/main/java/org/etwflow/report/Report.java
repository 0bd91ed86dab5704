package org.etwflow.report;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.etwflow.column.Column;
import org.etwflow.etl.FileTime;
import org.etwflow.flow.accumulator.Counter;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.accumulator.SaturatedSum;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.key.KeyColumn;
import org.etwflow.flow.row.FlowColumns;
import org.etwflow.flow.row.Statistic;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.flow.topn.FlowSummary;
import org.etwflow.quality.TraceQuality;
import org.etwflow.source.discovery.PassedOver;

/** What a person sees of a run: the largest flows, the totals, what was wrong with which trace. */
public final class Report {

  /** Said of a run whose traces are none. */
  public static final String NOTHING_READ = "etwflow: no trace could be read";

  /** The other columns of keys look best as numbers do. */
  private static final Set<String> TEXTS = Set.of("host", KeyColumn.PROCESS_NAME.columnName());

  private static final String SUM_AT_LIMIT =
      "warning: the sizes of the sends add up to 2^63 bytes or more, which no machine sends: a"
          + " trace is damaged or forged. Rows with sendOctets "
          + SaturatedSum.LIMIT
          + " are lower bounds (dataComplete is false)";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Statistics that the table has in any case. */
  private static final Set<Statistic> SHOWN =
      EnumSet.of(
          Statistic.SEND_COUNT,
          Statistic.SEND_OCTETS,
          Statistic.FLOW_DURATION,
          Statistic.FLOW_BIT_RATE);

  /** In place of a key: all flows that are not among the largest. */
  private static final String OTHER = "other";

  private final Grouping grouping;
  private final Statistic by;
  private final boolean withHost;

  /**
   * A report.
   *
   * @param by the statistic that tells which flows are the largest
   */
  public Report(final Grouping grouping, final Statistic by, final boolean withHost) {
    this.grouping = grouping;
    this.by = by;
    this.withHost = withHost;
  }

  public void print(
      final RunResult result,
      final Duration elapsed,
      final PrintWriter out,
      final PrintWriter err) {
    if (!result.summary().top.isEmpty()) {
      out.println(table(result.summary()));
    }
    out.println(totals(result, elapsed));
    printNotCounted(result, out);
    if (result.couldReadSomething() && result.summary().top.isEmpty()) {
      out.println(whyThereIsNoTable(result));
    }
    out.flush();
    if (result.summary().total.isAtLimit(Counter.SEND_OCTETS)) {
      err.println(SUM_AT_LIMIT);
    }
    result.traces().stream()
        .filter(trace -> trace.concern() != null)
        .forEach(trace -> err.println(warning(trace)));
    printAppended(result.traces(), err);
    err.flush();
  }

  /** Where no flow is shown, the reason for it names them. */
  private static void printNotCounted(final RunResult result, final PrintWriter out) {
    final String notCounted = new NetworkRecordNote(result.traces()).besideSends();
    if (!result.summary().top.isEmpty() && notCounted != null) {
      out.println(notCounted);
    }
  }

  /** Names the files that hold more than one session: the clock of each is another one. */
  private static void printAppended(final List<TraceQuality> traces, final PrintWriter err) {
    traces.stream()
        .collect(Collectors.groupingBy(Report::shown, TreeMap::new, Collectors.toList()))
        .forEach(
            (path, sessions) -> {
              if (sessions.size() > 1) {
                err.println(
                    "note: "
                        + path
                        + ": "
                        + sessions.size()
                        + " sessions, each with a log header and a clock of its own");
              }
            });
  }

  private static String whyThereIsNoTable(final RunResult result) {
    if (result.summary().flows > 0) {
      return "None of the flows satisfies --having in the whole run.";
    }
    final long sends = result.traces().stream().mapToLong(TraceQuality::sends).sum();
    return sends == 0
        ? new NetworkRecordNote(result.traces()).toString()
        : "None of the sends in them is wanted: there are %s.".formatted(Quantity.count(sends));
  }

  /** What is in folders and was not read. */
  public static void printPassedOver(final PassedOver passedOver, final PrintWriter err) {
    passedOver.lines().forEach(line -> err.println("note: passed over: " + PrintableText.of(line)));
    err.flush();
  }

  /** Of a trace that gives cause for concern. */
  static String warning(final TraceQuality trace) {
    return "warning: " + PrintableText.of(shown(trace) + ": " + trace.concern());
  }

  /** Its path from where the person stands, if it is below. */
  private static String shown(final TraceQuality trace) {
    final String here = Path.of("").toAbsolutePath() + "/";
    return trace.path().startsWith(here) ? trace.path().substring(here.length()) : trace.path();
  }

  private String table(final FlowSummary summary) {
    final List<WindowedFlow> rows = new ArrayList<>(summary.top);
    if (summary.other != null) {
      rows.add(summary.other);
    }
    final TextTable<WindowedFlow> table = new TextTable<>(rows);
    final List<Column<WindowedFlow>> keys = FlowColumns.ofKey(grouping, withHost);
    keys.forEach(key -> addKey(table, key, key.equals(keys.get(0)) ? OTHER : ""));
    table
        .number("sendCount", row -> Quantity.statistic(Statistic.SEND_COUNT.of(row)))
        .number("sendOctets", row -> Quantity.statistic(Statistic.SEND_OCTETS.of(row)));
    if (!SHOWN.contains(by)) {
      table.number(by.toString(), row -> Quantity.statistic(by.of(row)));
    }
    return table
        .text("flowStart (UTC)", row -> TIME.format(firstSend(row)))
        .number(
            "flowDuration", row -> Quantity.seconds(Statistic.FLOW_DURATION.of(row).doubleValue()))
        .number("flowBitRate", row -> bitRate(Statistic.FLOW_BIT_RATE.of(row)))
        .toString();
  }

  /** A column of numbers, mostly. Only the row of all others has no rank. */
  private static void addKey(
      final TextTable<WindowedFlow> table, final Column<WindowedFlow> key, final String ofOther) {
    final Function<WindowedFlow, String> cell =
        row ->
            row.rank() == null
                ? ofOther
                : PrintableText.of(Objects.toString(key.value().apply(row), ""));
    if (TEXTS.contains(key.name())) {
      table.text(key.name(), cell);
    } else {
      table.number(key.name(), cell);
    }
  }

  private static Instant firstSend(final WindowedFlow row) {
    return FileTime.toInstant(row.statistics().get(Counter.FLOW_START));
  }

  private static String bitRate(final Number rate) {
    return rate == null ? "" : Quantity.bitRate(rate.doubleValue());
  }

  private static String totals(final RunResult result, final Duration elapsed) {
    final List<TraceQuality> traces = result.traces();
    return "%s with %s and %s in %s. Read %s of %s in %s."
        .formatted(
            counted(result.summary().total.get(Counter.SEND_COUNT), "send"),
            octets(result.summary().total),
            counted(result.summary().flows, "flow"),
            counted(traces.stream().filter(TraceQuality::isCounted).count(), "trace"),
            counted(traces.stream().mapToLong(TraceQuality::records).sum(), "record"),
            Quantity.octets(SaturatedSum.of(octetsByPath(traces))),
            String.format(Locale.ROOT, "%.1f s", elapsed.toMillis() / 1e3));
  }

  /** Several sessions of a file have a row each, and the bytes of the file in each of them. */
  private static LongStream octetsByPath(final List<TraceQuality> traces) {
    return traces.stream()
        .filter(TraceQuality::isCounted)
        .collect(Collectors.toMap(TraceQuality::path, TraceQuality::octets, Math::max))
        .values()
        .stream()
        .mapToLong(Long::longValue);
  }

  private static String octets(final FlowAccumulator total) {
    return (total.isAtLimit(Counter.SEND_OCTETS) ? "at least " : "")
        + Quantity.octets(total.get(Counter.SEND_OCTETS));
  }

  private static String counted(final long count, final String what) {
    return Quantity.count(count) + ' ' + what + (count == 1 ? "" : "s");
  }
}
