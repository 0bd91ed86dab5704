package org.etwflow.report;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.etwflow.event.NetworkRecord;
import org.etwflow.quality.TraceQuality;
import org.jspecify.annotations.Nullable;

/** Note on network events other than TCP sends over IPv4, or on how to record them. */
final class NetworkRecordNote {

  private static final String HOW_TO_RECORD =
      String.join(
          System.lineSeparator(),
          " To record it on Windows, as an administrator:",
          "  logman start \"NT Kernel Logger\" -p \"Windows Kernel Trace\" (process,net) -bs 1024"
              + " -nb 64 256 -o kernel.etl -ets",
          "  logman stop \"NT Kernel Logger\" -ets");

  private final Map<NetworkRecord, Long> counts = new EnumMap<>(NetworkRecord.class);

  /** Creates the note for some traces. */
  NetworkRecordNote(final Collection<TraceQuality> traces) {
    traces.forEach(
        trace ->
            trace.networkRecords().forEach((kind, count) -> counts.merge(kind, count, Long::sum)));
    // Unreadable sends have a warning of their own.
    counts.remove(NetworkRecord.TCP_SEND_IPV4);
  }

  /** The kinds of other events; null if there are none. */
  @Nullable String besideSends() {
    final String kinds =
        counts.keySet().stream()
            .filter(NetworkRecord::hasProcess)
            .map(NetworkRecord::label)
            .collect(Collectors.joining(", "));
    return kinds.isEmpty() ? null : "Not counted by this version: " + kinds + ".";
  }

  @Override
  public String toString() {
    final String none = "No TCP send over IPv4 is in them";
    if (counts.isEmpty()) {
      return none + ", and no other event of the network." + HOW_TO_RECORD;
    }
    return counts.keySet().stream().anyMatch(NetworkRecord::hasProcess)
        ? none + ", but " + list() + ". This version counts TCP sends over IPv4 alone."
        : none + ", but " + list() + ", which this version does not read." + HOW_TO_RECORD;
  }

  private String list() {
    return counts.entrySet().stream()
        .map(entry -> Quantity.count(entry.getValue()) + ' ' + entry.getKey().label())
        .collect(Collectors.joining(", "));
  }
}
