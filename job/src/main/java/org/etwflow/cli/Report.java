package org.etwflow.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.etwflow.etl.FileTime;
import org.etwflow.flow.FlowAccumulator;
import org.etwflow.flow.FlowTotal;
import org.etwflow.flow.Grouping;
import org.etwflow.flow.KeyColumn;
import org.etwflow.quality.TraceQuality;

/** What a person sees of a run: the largest flows, the totals, what was wrong with which trace. */
final class Report {

  /** Said of a run whose traces are none. */
  static final String NOTHING_READ = "etwflow: no trace could be read";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private final Grouping grouping;
  private final boolean withHost;

  Report(final Grouping grouping, final boolean withHost) {
    this.grouping = grouping;
    this.withHost = withHost;
  }

  void print(
      final RunResult result,
      final Duration elapsed,
      final PrintWriter out,
      final PrintWriter err) {
    if (!result.summary().top.isEmpty()) {
      out.println(table(result.summary().top));
    }
    out.println(totals(result, elapsed));
    if (result.couldReadSomething() && result.summary().top.isEmpty()) {
      out.println(whyThereIsNoTable(result));
    }
    out.flush();
    result.traces().stream()
        .filter(trace -> trace.concern() != null)
        .forEach(trace -> err.println(warning(trace)));
    err.flush();
  }

  private static String whyThereIsNoTable(final RunResult result) {
    if (result.summary().flows > 0) {
      return "None of the flows satisfies --having in the whole run.";
    }
    final long sends = result.traces().stream().mapToLong(TraceQuality::sends).sum();
    return sends == 0
        ? "No TCP send over IPv4 is in them: were network events recorded?"
        : "None of the sends in them is wanted: there are %s.".formatted(Quantity.count(sends));
  }

  /** Of a trace that gives cause for concern. */
  static String warning(final TraceQuality trace) {
    return "warning: " + shown(trace) + ": " + trace.concern();
  }

  /** Its path from where the person stands, if it is below. */
  private static String shown(final TraceQuality trace) {
    final String here = Path.of("").toAbsolutePath() + "/";
    return trace.path().startsWith(here) ? trace.path().substring(here.length()) : trace.path();
  }

  private String table(final List<FlowTotal> flows) {
    final TextTable<FlowTotal> table = new TextTable<>(flows);
    if (withHost) {
      table.text("host", flow -> flow.key().host());
    }
    for (final KeyColumn column : grouping.columns()) {
      addTo(table, column);
    }
    return table
        .number("sendCount", flow -> Quantity.count(flow.statistics().sendCount))
        .number("sendOctets", flow -> Quantity.count(flow.statistics().sendOctets))
        .text(
            "flowStart (UTC)", flow -> TIME.format(FileTime.toInstant(flow.statistics().flowStart)))
        .number("flowDuration", flow -> Quantity.seconds(flow.statistics().duration()))
        .number("flowBitRate", flow -> bitRate(flow.statistics()))
        .toString();
  }

  private void addTo(final TextTable<FlowTotal> table, final KeyColumn column) {
    final Function<FlowTotal, String> cell = flow -> grouping.text(flow.key(), column);
    if (column == KeyColumn.PROCESS_NAME) {
      table.text(column.columnName(), cell);
    } else {
      table.number(column.columnName(), cell);
    }
  }

  private static String bitRate(final FlowAccumulator flow) {
    final Double rate = flow.bitRate();
    return rate == null ? "" : Quantity.bitRate(rate);
  }

  private static String totals(final RunResult result, final Duration elapsed) {
    final List<TraceQuality> traces = result.traces();
    return "%s with %s and %s in %s. Read %s of %s in %s."
        .formatted(
            counted(result.summary().total.sendCount, "send"),
            Quantity.octets(result.summary().total.sendOctets),
            counted(result.summary().flows, "flow"),
            counted(traces.size(), "trace"),
            counted(traces.stream().mapToLong(TraceQuality::records).sum(), "record"),
            Quantity.octets(traces.stream().mapToLong(TraceQuality::octets).sum()),
            String.format(Locale.ROOT, "%.1f s", elapsed.toMillis() / 1e3));
  }

  private static String counted(final long count, final String what) {
    return Quantity.count(count) + ' ' + what + (count == 1 ? "" : "s");
  }
}
