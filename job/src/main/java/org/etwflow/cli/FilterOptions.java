package org.etwflow.cli;

import java.util.List;
import java.util.function.Function;
import org.etwflow.filter.ProcessSelection;
import org.etwflow.filter.Selection;
import org.etwflow.filter.SendFilter;
import org.etwflow.filter.SyntaxException;
import org.etwflow.filter.TimeParser;
import org.etwflow.flow.row.RowCondition;
import org.etwflow.flow.row.RowConditionParser;
import picocli.CommandLine.Option;

/** The options that say which sends are counted, and which rows of them are wanted. */
final class FilterOptions {

  @Option(
      names = "--local",
      paramLabel = "ADDRESSES",
      description =
          "Count only sends from these local addresses: 10.1.2.3,10.2.0.0/16. What ! stands before"
              + " is left out: !10.2.3.4. May be given several times, as the next three.")
  private List<String> local = List.of();

  @Option(
      names = "--remote",
      paramLabel = "ADDRESSES",
      description = "Count only sends to these remote addresses.")
  private List<String> remote = List.of();

  @Option(
      names = "--port",
      paramLabel = "PORTS",
      description =
          "Count only sends from or to these ports: 443,8000-8999; with ! those that neither come"
              + " from them nor go there.")
  private List<String> ports = List.of();

  @Option(
      names = "--process",
      paramLabel = "PROCESSES",
      description =
          "Count only sends of these processes: chrome*,svchost.exe,1234, with * for any text, ? for"
              + " a character, and digits for a PID; ! leaves out.")
  private List<String> processes = List.of();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description =
          "Count only sends at this time and later, in ISO 8601 and UTC, if no offset is given:"
              + " 2026-03-02, 2026-03-02T09:00, 2026-03-02T09:00:30.5+01:00.")
  private String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Count only sends before this time.")
  private String to;

  @Option(
      names = "--having",
      paramLabel = "CONDITION",
      description =
          "Only rows like these: 'sendOctets >= 1M and sendCount < 10 or flowBitRate > 0.5G', with"
              + " < <= > >= = != and k, M, G, T as powers of 1000.")
  private String having;

  /**
   * Which sends are counted.
   *
   * @throws IllegalArgumentException if that was not understood, with a message for a person
   */
  SendFilter filter() {
    final long earliest = from == null ? SendFilter.NO_START : time("--from", from);
    final long latest = to == null ? SendFilter.NO_END : time("--to", to);
    if (earliest >= latest) {
      throw new IllegalArgumentException("--from %s is not before --to %s".formatted(from, to));
    }
    return new SendFilter(
        understood("--local", Selection::ofAddresses, local),
        understood("--remote", Selection::ofAddresses, remote),
        understood("--port", Selection::ofPorts, ports),
        understood("--process", ProcessSelection::of, processes),
        earliest,
        latest);
  }

  /**
   * Which rows are wanted.
   *
   * @throws IllegalArgumentException if that was not understood, with a message for a person
   */
  RowCondition having() {
    return having == null
        ? RowCondition.ALWAYS
        : understood("--having", RowConditionParser::parse, having);
  }

  private static long time(final String option, final String text) {
    return understood(option, TimeParser::fileTime, text);
  }

  private static <T, R> R understood(
      final String option, final Function<T, R> parser, final T given) {
    try {
      return parser.apply(given);
    } catch (final SyntaxException e) {
      throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
    }
  }
}
