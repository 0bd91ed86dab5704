package org.etwflow.cli;

import java.util.List;
import java.util.function.Function;
import org.etwflow.event.EventSelection;
import org.etwflow.filter.AddressSelection;
import org.etwflow.filter.EventFilter;
import org.etwflow.filter.PortSelection;
import org.etwflow.filter.ProcessSelection;
import org.etwflow.filter.SyntaxException;
import org.etwflow.filter.TimeParser;
import org.etwflow.flow.row.RowCondition;
import org.etwflow.flow.row.RowConditionParser;
import picocli.CommandLine.Option;

/** Filters of events, and the condition on rows. */
final class FilterOptions {

  @Option(
      names = "--count",
      paramLabel = "EVENTS",
      description =
          "Count only these events: tcp, udp, ipv4, ipv6, send, receive, connection, or names such"
              + " as SendIPV4 and UdpIp_RecvIPV6. tcp,send is sends of TCP; send,receive is both. A"
              + " ! excludes. Default: all events")
  private String count;

  @Option(
      names = "--local",
      paramLabel = "ADDRESSES",
      description =
          "Count only events with these local addresses: 10.1.2.3,10.2.0.0/16,2001:db8::/32. A !"
              + " excludes: !10.2.3.4. Can be given several times.")
  private List<String> local = List.of();

  @Option(
      names = "--remote",
      paramLabel = "ADDRESSES",
      description = "Count only events with these remote addresses. Same syntax as --local.")
  private List<String> remote = List.of();

  @Option(
      names = "--port",
      paramLabel = "PORTS",
      description =
          "Count only events whose local or remote port is one of these: 443,8000-8999. A ! excludes"
              + " events with this port at either end. Can be given several times.")
  private List<String> ports = List.of();

  @Option(
      names = "--process",
      paramLabel = "PROCESSES",
      description =
          "Count only events of these processes: chrome*,svchost.exe,1234. * matches any text, ? one"
              + " character; digits are a PID; a ! excludes. Can be given several times.")
  private List<String> processes = List.of();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description =
          "Count only events at or after this time, in ISO 8601, by default UTC: 2026-03-02,"
              + " 2026-03-02T09:00, 2026-03-02T09:00:30.5+01:00.")
  private String from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "Count only events before this time. Same syntax as --from.")
  private String to;

  @Option(
      names = "--having",
      paramLabel = "CONDITION",
      description =
          "Write only rows that satisfy this condition: 'sendOctets >= 1M and sendCount < 10 or"
              + " flowSendBitRate > 0.5G'. Operators: < <= > >= = !=; k, M, G, T are powers of 1000.")
  private String having;

  /**
   * The condition on events.
   *
   * @throws IllegalArgumentException if an option is invalid
   */
  EventFilter filter() {
    final long earliest = from == null ? EventFilter.NO_START : time("--from", from);
    final long latest = to == null ? EventFilter.NO_END : time("--to", to);
    if (earliest >= latest) {
      throw new IllegalArgumentException("--from %s is not before --to %s".formatted(from, to));
    }
    return new EventFilter(
        parse("--local", AddressSelection::of, local),
        parse("--remote", AddressSelection::of, remote),
        parse("--port", PortSelection::of, ports),
        parse("--process", ProcessSelection::of, processes),
        earliest,
        latest);
  }

  /**
   * Types of the events to count.
   *
   * @throws IllegalArgumentException if the option is invalid
   */
  EventSelection counted() {
    try {
      return count == null ? EventSelection.ALL : EventSelection.parse(count);
    } catch (final IllegalArgumentException e) {
      throw new IllegalArgumentException("--count: " + e.getMessage(), e);
    }
  }

  /**
   * The condition on rows.
   *
   * @throws IllegalArgumentException if it is invalid
   */
  RowCondition having() {
    return having == null
        ? RowCondition.ALWAYS
        : parse("--having", RowConditionParser::parse, having);
  }

  private static long time(final String option, final String text) {
    return parse(option, TimeParser::fileTime, text);
  }

  private static <T, R> R parse(final String option, final Function<T, R> parser, final T given) {
    try {
      return parser.apply(given);
    } catch (final SyntaxException e) {
      throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
    }
  }
}
