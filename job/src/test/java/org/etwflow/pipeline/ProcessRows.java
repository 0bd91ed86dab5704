package org.etwflow.pipeline;

import static org.etwflow.flow.row.Statistic.FLOW_START;
import static org.etwflow.flow.row.Statistic.RECEIVE_COUNT;
import static org.etwflow.flow.row.Statistic.RECEIVE_OCTETS;
import static org.etwflow.flow.row.Statistic.SEND_COUNT;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.etwflow.testing.ProcessMachine.Owned;
import org.etwflow.testing.ProcessMachine.Recorded;
import org.etwflow.testing.RowValues;
import org.etwflow.traces.TrafficType.Kind;

/** Rows by process as sorted texts: expected and actual ones. */
final class ProcessRows {

  static final long WINDOW_MILLIS = 20_000;

  private static final long UNIX_EPOCH = 116_444_736_000_000_000L;

  private ProcessRows() {}

  /** Key of a row; null in columns that the grouping does not have. */
  record ProcessKey(Integer life, Long processId, String name, Integer remotePort) {

    static ProcessKey ofProcess(final Owned event) {
      return new ProcessKey(
          event.owner() == null ? null : event.owner().number(),
          Integer.toUnsignedLong(event.processId()),
          event.name(),
          null);
    }

    static ProcessKey ofName(final Owned event) {
      return new ProcessKey(null, null, event.name(), null);
    }

    static ProcessKey ofNameAndPort(final Owned event) {
      return new ProcessKey(null, null, event.name(), event.flow().remote().port());
    }
  }

  /** Expected rows of the selected events, by a key. */
  static List<String> expected(
      final List<Owned> events,
      final Function<Owned, ProcessKey> key,
      final Predicate<Owned> wanted) {
    return events.stream()
        .filter(wanted)
        .collect(Collectors.groupingBy(event -> List.of(window(event), key.apply(event))))
        .entrySet()
        .stream()
        .map(row -> text(row.getKey(), row.getValue()))
        .sorted()
        .toList();
  }

  private static String text(final List<?> windowAndKey, final List<Owned> ofRow) {
    final ProcessKey key = (ProcessKey) windowAndKey.get(1);
    return text(
        windowAndKey.get(0),
        key.processId(),
        key.name(),
        key.remotePort(),
        Recorded.count(ofRow, Kind.SEND),
        Recorded.count(ofRow, Kind.RECEIVE),
        Recorded.octets(ofRow, Kind.SEND),
        Recorded.octets(ofRow, Kind.RECEIVE),
        (ofRow.stream().mapToLong(Owned::time).min().orElseThrow() - UNIX_EPOCH) / 10);
  }

  private static String text(final Object... cells) {
    return Arrays.stream(cells).map(String::valueOf).collect(Collectors.joining(" "));
  }

  private static long window(final Owned event) {
    final long millis = (event.time() - UNIX_EPOCH) / 10_000;
    return millis - millis % WINDOW_MILLIS;
  }

  /** Actual rows of a run. */
  static List<String> of(final FlowResult result) {
    return result.statistics().stream().map(ProcessRows::text).sorted().toList();
  }

  private static String text(final RowValues row) {
    return text(
        row.windowStart().toEpochMilli(),
        row.processId(),
        row.processName(),
        row.remotePort(),
        row.integer(SEND_COUNT),
        row.integer(RECEIVE_COUNT),
        row.integer(SEND_OCTETS),
        row.integer(RECEIVE_OCTETS),
        ChronoUnit.MICROS.between(Instant.EPOCH, row.time(FLOW_START)));
  }
}
