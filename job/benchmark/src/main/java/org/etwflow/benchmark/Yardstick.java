package org.etwflow.benchmark;

import java.util.List;
import java.util.Locale;
import org.etwflow.traces.TrafficType;
import org.etwflow.traces.TrafficType.Kind;

/** Reference for speed: a C program that counts the same on one thread, without a framework. */
enum Yardstick {
  /** Counts TCP sends over IPv4. */
  ETLWALK(
      "SendIPV4",
      "sizes",
      List.of(
          "windowStart",
          "processId",
          "localAddress",
          "localPort",
          "remoteAddress",
          "remotePort",
          "sendCount",
          "sendOctets",
          "flowStart",
          "flowEnd",
          "sendOctetsMin",
          "sendOctetsMax")),

  /** Counts all network events. */
  NETWALK(
      "tcp,udp",
      "connections",
      List.of(
          "windowStart",
          "protocol",
          "processId",
          "localAddress",
          "localPort",
          "remoteAddress",
          "remotePort",
          "sendCount",
          "sendOctets",
          "receiveCount",
          "receiveOctets",
          "flowStart",
          "flowEnd",
          "connectCount",
          "acceptCount",
          "disconnectCount",
          "reconnectCount",
          "retransmitCount",
          "retransmitOctets"));

  private final String count;
  private final String statistics;

  // The list is immutable.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> columns;

  Yardstick(final String count, final String statistics, final List<String> columns) {
    this.count = count;
    this.statistics = statistics;
    this.columns = columns;
  }

  /** Name of the program. */
  String program() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Value of etwflow's option {@code --count} for the events that the program counts. */
  String count() {
    return count;
  }

  /** Value of etwflow's option {@code --statistics} for the columns that the program prints. */
  String statistics() {
    return statistics;
  }

  /** Columns of the program's table, by their names in flows.csv. */
  List<String> columns() {
    return columns;
  }

  /** Whether the program counts events of a type. */
  boolean counts(final TrafficType type) {
    return this == ETLWALK
        ? type == TrafficType.TCP_SEND_IPV4
        : type.kind() != Kind.COPY && type.kind() != Kind.FAIL;
  }
}
