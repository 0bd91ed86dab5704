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
import org.etwflow.event.EventSelection;
import org.etwflow.filter.EventFilter;
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

/** The report of a run on the console: the largest flows, the totals, and a warning per trace. */
public final class Report {

  /** Message of a run without a readable trace. */
  public static final String NOTHING_READ = "etwflow: no trace could be read";

  /** Message of a run that went on without files that their file system did not give. */
  public static final String FILES_SKIPPED =
      "etwflow: files were skipped because of errors of their file system: run again for complete"
          + " rows";

  /** Key columns that are aligned to the left. */
  private static final Set<String> TEXTS = Set.of("host", KeyColumn.PROCESS_NAME.columnName());

  private static final String SUM_AT_LIMIT =
      "warning: the sizes of the events add up to 2^63 bytes or more, so a trace is damaged or forged:"
          + " octets "
          + SaturatedSum.LIMIT
          + " is a lower bound (dataComplete is false)";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Statistics that are always columns of the table. */
  private static final Set<Statistic> SHOWN =
      EnumSet.of(
          Statistic.SEND_COUNT,
          Statistic.RECEIVE_COUNT,
          Statistic.SEND_OCTETS,
          Statistic.RECEIVE_OCTETS,
          Statistic.FLOW_DURATION,
          Statistic.FLOW_SEND_BIT_RATE,
          Statistic.FLOW_RECEIVE_BIT_RATE);

  /** Key of the row that sums up all flows below the largest. */
  private static final String OTHER = "other";

  private final Grouping grouping;
  private final Statistic by;
  private final EventSelection counted;
  private final EventFilter filter;
  private final boolean withHost;

  /**
   * Creates a report.
   *
   * @param grouping key of a flow
   * @param by statistic that the flows are ordered by
   * @param counted types of the events that are counted
   * @param filter condition on the events that are counted
   * @param withHost whether the table has the host
   */
  public Report(
      final Grouping grouping,
      final Statistic by,
      final EventSelection counted,
      final EventFilter filter,
      final boolean withHost) {
    this.grouping = grouping;
    this.by = by;
    this.counted = counted;
    this.filter = filter;
    this.withHost = withHost;
  }

  /** Prints table and totals to {@code out}, warnings and notes to {@code err}. */
  public void print(
      final RunResult result,
      final Duration elapsed,
      final PrintWriter out,
      final PrintWriter err) {
    if (!result.summary().top.isEmpty()) {
      out.println(table(result.summary()));
    }
    out.println(totals(result, elapsed));
    printNotSelected(result, out);
    if (result.hasReadTrace() && result.summary().top.isEmpty()) {
      out.println(reasonForNoTable(result));
    }
    out.flush();
    if (result.summary().total.isAnyAtLimit()) {
      err.println(SUM_AT_LIMIT);
    }
    result.traces().stream()
        .filter(trace -> trace.concern() != null)
        .forEach(trace -> err.println(warning(trace)));
    printAppended(result.traces(), err);
    err.flush();
  }

  /** Printed below a table only: the reason for no table names these events itself. */
  private void printNotSelected(final RunResult result, final PrintWriter out) {
    final String notSelected = new NetworkEventNote(result.traces(), counted).notSelected();
    if (!result.summary().top.isEmpty() && notSelected != null) {
      out.println(notSelected);
    }
  }

  /** Names the files that hold more than one session. */
  private static void printAppended(final List<TraceQuality> traces, final PrintWriter err) {
    traces.stream()
        .collect(Collectors.groupingBy(Report::shown, TreeMap::new, Collectors.toList()))
        .forEach(
            (path, sessions) -> {
              if (sessions.size() > 1) {
                err.println(
                    "note: %s: %s sessions, each with its own log header and clock"
                        .formatted(PrintableText.of(path), Quantity.count(sessions.size())));
              }
            });
  }

  private String reasonForNoTable(final RunResult result) {
    if (result.summary().flows > 0) {
      return "No flow satisfies --having over the whole run. Rows of single windows may.";
    }
    final long events = result.traces().stream().mapToLong(TraceQuality::selectedEvents).sum();
    return events == 0 || filter.isAll()
        ? new NetworkEventNote(result.traces(), counted).reasonForNoEvents()
        : new FilterNote(filter).text(events);
  }

  /** Prints a note for the files in folders that were skipped. */
  public static void printSkipped(final PassedOver passedOver, final PrintWriter err) {
    passedOver.lines().forEach(line -> err.println("note: skipped: " + PrintableText.of(line)));
    err.flush();
  }

  /** The warning for a trace with a problem. */
  static String warning(final TraceQuality trace) {
    return "warning: " + PrintableText.of(shown(trace) + ": " + trace.concern());
  }

  /** The path, relative to the working directory if it is below it. */
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
    addNumber(table, Statistic.SEND_COUNT);
    addNumber(table, Statistic.RECEIVE_COUNT);
    addNumber(table, Statistic.SEND_OCTETS);
    addNumber(table, Statistic.RECEIVE_OCTETS);
    if (!SHOWN.contains(by)) {
      addNumber(table, by);
    }
    return table
        .text("flowStart (UTC)", row -> TIME.format(firstEvent(row)))
        .number(
            "flowDuration", row -> Quantity.seconds(Statistic.FLOW_DURATION.of(row).doubleValue()))
        .number("flowSendBitRate", row -> bitRate(Statistic.FLOW_SEND_BIT_RATE.of(row)))
        .number("flowReceiveBitRate", row -> bitRate(Statistic.FLOW_RECEIVE_BIT_RATE.of(row)))
        .toString();
  }

  private static void addNumber(final TextTable<WindowedFlow> table, final Statistic statistic) {
    table.number(statistic.toString(), row -> Quantity.statistic(statistic.of(row)));
  }

  /** Adds a key column. The row without a rank is that of all others. */
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

  private static Instant firstEvent(final WindowedFlow row) {
    return FileTime.toInstant(row.statistics().get(Counter.FLOW_START));
  }

  private static String bitRate(final Number rate) {
    return rate == null ? "" : Quantity.bitRate(rate.doubleValue());
  }

  private static String totals(final RunResult result, final Duration elapsed) {
    final List<TraceQuality> traces = result.traces();
    return "%s, %s, %s in %s%s. Read %s of %s in %s."
        .formatted(
            data(result.summary().total, Counter.SEND_COUNT, Counter.SEND_OCTETS, "send"),
            data(result.summary().total, Counter.RECEIVE_COUNT, Counter.RECEIVE_OCTETS, "receive"),
            counted(result.summary().flows, "flow"),
            counted(traces.stream().filter(Report::isCounted).count(), "trace"),
            unreadable(result),
            counted(traces.stream().mapToLong(TraceQuality::records).sum(), "record"),
            Quantity.octets(SaturatedSum.of(octetsByPath(traces))),
            String.format(Locale.ROOT, "%.1f s", elapsed.toMillis() / 1e3));
  }

  private static boolean isCounted(final TraceQuality trace) {
    return trace.isCounted() && RunResult.isRead(trace);
  }

  private static String unreadable(final RunResult result) {
    final long count =
        result.traces().stream()
            .filter(trace -> trace.isCounted() && !RunResult.isRead(trace))
            .count();
    if (count == 0) {
      return "";
    }
    return " (%s%s could not be read)"
        .formatted(Quantity.count(count), result.hasReadTrace() ? " more" : "");
  }

  /** Sizes of the files: each session of a file has the size of the whole file in its row. */
  private static LongStream octetsByPath(final List<TraceQuality> traces) {
    return traces.stream()
        .filter(Report::isCounted)
        .collect(Collectors.toMap(TraceQuality::path, TraceQuality::octets, Math::max))
        .values()
        .stream()
        .mapToLong(Long::longValue);
  }

  /** Number and bytes of sends or receives. */
  private static String data(
      final FlowAccumulator total, final Counter count, final Counter octets, final String what) {
    return counted(total.get(count), what)
        + (total.isAtLimit(octets) ? " with at least " : " with ")
        + Quantity.octets(total.get(octets));
  }

  private static String counted(final long count, final String what) {
    return Quantity.count(count) + ' ' + what + (count == 1 ? "" : "s");
  }
}
