package org.etwflow.report;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.etwflow.event.EventSelection;
import org.etwflow.event.EventType;
import org.etwflow.event.NetworkProvider;
import org.etwflow.quality.TraceQuality;
import org.jspecify.annotations.Nullable;

/** Note on network events that are not counted, or on how to record some. */
final class NetworkEventNote {

  private static final String HOW_TO_RECORD =
      String.join(
          System.lineSeparator(),
          " To record them on Windows, as an administrator:",
          "  logman start \"NT Kernel Logger\" -p \"Windows Kernel Trace\" (process,net) -bs 1024"
              + " -nb 64 256 -o kernel.etl -ets",
          "  logman stop \"NT Kernel Logger\" -ets");

  /** Maximum number of types in the line below the table. */
  private static final int MAX_LEFT_OUT = 4;

  private final EventSelection selection;
  private final boolean isAnyDamaged;
  private final Map<EventType, Long> events = new EnumMap<>(EventType.class);
  private final Map<NetworkProvider, Long> records = new EnumMap<>(NetworkProvider.class);

  /**
   * Creates the note for some traces.
   *
   * @param selection types of the events that are counted
   */
  NetworkEventNote(final Collection<TraceQuality> traces, final EventSelection selection) {
    this.selection = selection;
    this.isAnyDamaged = traces.stream().anyMatch(trace -> trace.problem() != null);
    for (final TraceQuality trace : traces) {
      trace.networkEvents().forEach((type, count) -> events.merge(type, count, Long::sum));
      trace.providerRecords().forEach((name, count) -> records.merge(name, count, Long::sum));
    }
  }

  /** Events that are not selected, for a line below the table; null if there are none. */
  @Nullable String notSelected() {
    final String left = list(type -> !selection.has(type), MAX_LEFT_OUT);
    return left.isEmpty() ? null : "Left out by --count: " + left + ".";
  }

  /** Reason why no event was counted, which is not that of the filters. */
  String reasonForNoEvents() {
    if (!events.isEmpty()) {
      return reasonForEvents();
    }
    if (isAnyDamaged) {
      return "No TCP or UDP events of processes are in what could be read of the traces.";
    }
    final String none = "No TCP or UDP events of processes are in the traces";
    return records.isEmpty()
        ? none + '.' + HOW_TO_RECORD
        : none + ", but " + records() + ", which cannot be counted." + HOW_TO_RECORD;
  }

  private String reasonForEvents() {
    final String selected = list(selection::has);
    if (selected.isEmpty()) {
      return "No event was counted: "
          + list(type -> true)
          + " are there, and --count leaves them out.";
    }
    final String ofFlows = list(type -> selection.has(type) && type.kind().isInFlows());
    return ofFlows.isEmpty()
        ? "No event was counted: "
            + selected
            + " belong to no flow. --output DIR --events writes them."
        : "No event was counted: " + ofFlows + " cannot be read.";
  }

  private String list(final Predicate<EventType> chosen) {
    return list(chosen, Integer.MAX_VALUE);
  }

  /** Lists events, the most frequent first, and adds up the rest of the list. */
  private String list(final Predicate<EventType> chosen, final int max) {
    final List<Map.Entry<EventType, Long>> all =
        events.entrySet().stream()
            .filter(entry -> chosen.test(entry.getKey()))
            .sorted(Map.Entry.<EventType, Long>comparingByValue().reversed())
            .toList();
    final String listed =
        all.stream()
            .limit(max)
            .map(
                entry ->
                    Quantity.count(entry.getValue()) + ' ' + entry.getKey().label(entry.getValue()))
            .collect(Collectors.joining(", "));
    final long rest = all.stream().skip(max).mapToLong(Map.Entry::getValue).sum();
    return rest == 0 ? listed : listed + " and " + Quantity.count(rest) + " other events";
  }

  private String records() {
    return records.entrySet().stream()
        .map(entry -> Quantity.count(entry.getValue()) + ' ' + entry.getKey().label())
        .collect(Collectors.joining(", "));
  }
}
