package org.etwflow.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.TrafficRows;
import org.etwflow.traces.TrafficType.Kind;
import org.etwflow.traces.WrittenEvent;
import org.etwflow.traces.WrittenTrace;

/**
 * Generated traces whose flows have all kinds of network events: over TCP and UDP, IPv4 and IPv6.
 */
public final class TrafficTraces {

  private static final List<String> SHARES =
      List.of("--ipv6=0.3", "--udp=0.2", "--receives=0.5", "--connections");

  private TrafficTraces() {}

  /**
   * Generates a trace.
   *
   * @param more options of the generator, besides the shares of the kinds of events
   */
  public static WrittenTrace inMemory(final String... more) {
    return TraceGenerator.inMemory(options(more));
  }

  /** Options of the generator for all kinds of network events. */
  public static String[] options(final String... more) {
    final List<String> all = new ArrayList<>(SHARES);
    Collections.addAll(all, more);
    return all.toArray(String[]::new);
  }

  /** Readable events that rows are computed from: not copies and failures. */
  public static List<WrittenEvent> counted(final WrittenTrace trace) {
    return trace.readableEvents().stream().filter(TrafficTraces::isCounted).toList();
  }

  /** Whether rows are computed from an event. */
  public static boolean isCounted(final WrittenEvent written) {
    final Kind kind = written.event().type().kind();
    return kind != Kind.COPY && kind != Kind.FAIL;
  }

  /** Number of bytes of an event. */
  public static long octets(final WrittenEvent written) {
    return Integer.toUnsignedLong(written.event().size());
  }

  /** Expected lines of the job's rows for these events, the header first. */
  public static List<String> rows(final Iterable<WrittenEvent> events) {
    final TrafficRows rows = new TrafficRows();
    events.forEach(rows::add);
    return rows.toCsv().lines().toList();
  }
}
