package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.flow.row.Statistic.FLOW_END;
import static org.etwflow.flow.row.Statistic.FLOW_START;
import static org.etwflow.flow.row.Statistic.RECEIVE_COUNT;
import static org.etwflow.flow.row.Statistic.RECEIVE_OCTETS;
import static org.etwflow.flow.row.Statistic.RECEIVE_OCTETS_MAX;
import static org.etwflow.flow.row.Statistic.RECEIVE_OCTETS_MIN;
import static org.etwflow.flow.row.Statistic.RETRANSMIT_COUNT;
import static org.etwflow.flow.row.Statistic.SEND_COUNT;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS_MAX;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS_MIN;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.window.Windowing;
import org.etwflow.source.config.HostNaming;
import org.etwflow.testing.RowValues;
import org.etwflow.testing.TrafficTraces;
import org.etwflow.traces.IpAddress;
import org.etwflow.traces.TrafficFlow;
import org.etwflow.traces.TrafficType;
import org.etwflow.traces.TrafficType.Kind;
import org.etwflow.traces.TrafficType.Protocol;
import org.etwflow.traces.WrittenEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All groupings, compared with sums computed from the written events. */
class GroupingJobIT {

  private static final long UNIX_EPOCH = 116_444_736_000_000_000L;
  private static final long WINDOW_MILLIS = 7_000;

  @RegisterExtension private static final JobCluster CLUSTER = new JobCluster();

  @TempDir private Path folder;

  private List<HostEvent> events;

  /** Event with the host in whose folder its trace is. */
  private record HostEvent(String host, WrittenEvent written) {

    TrafficType type() {
      return written.event().type();
    }

    TrafficFlow flow() {
      return written.event().flow();
    }

    Instant time() {
      final long units = written.time() - UNIX_EPOCH;
      return Instant.ofEpochSecond(units / 10_000_000, units % 10_000_000 * 100);
    }

    Instant window() {
      final long millis = time().toEpochMilli();
      return Instant.ofEpochMilli(millis - millis % WINDOW_MILLIS);
    }
  }

  @BeforeEach
  void write() throws IOException {
    events = Stream.concat(write("desk", 1), write("server", 2)).toList();
  }

  private Stream<HostEvent> write(final String host, final int seed) throws IOException {
    final var trace = TrafficTraces.inMemory("--sends=2000", "--seed=" + seed, "--flows=50");
    final Path hostFolder = Files.createDirectories(folder.resolve(host));
    Files.write(hostFolder.resolve("trace.etl"), trace.bytes());
    return TrafficTraces.counted(trace).stream().map(event -> new HostEvent(host, event));
  }

  private List<RowValues> run(final String grouping, final HostNaming hosts) throws Exception {
    final FlowSettings settings =
        new FlowSettings(
                List.of(folder.toString()),
                hosts,
                Grouping.parse(grouping),
                new Windowing.Tumbling(Duration.ofMillis(WINDOW_MILLIS)),
                5,
                false)
            .withStatistics(SelectedStatistics.parse("sizes,connections"));
    return FlowResult.of(CLUSTER.environment(RuntimeExecutionMode.BATCH, 2), settings).statistics();
  }

  /**
   * Expected texts of the key, in column order; null for columns that the grouping does not have.
   */
  private static List<String> key(final String grouping, final HostEvent event) {
    final String protocol = event.type().protocol() == Protocol.TCP ? "tcp" : "udp";
    final String process = Integer.toUnsignedString(event.flow().processId());
    final IpAddress local = event.flow().local().address();
    final IpAddress remote = event.flow().remote().address();
    final String localPort = String.valueOf(event.flow().local().port());
    final String remotePort = String.valueOf(event.flow().remote().port());
    return switch (grouping) {
      case "flow" ->
          Arrays.asList(protocol, process, local.text(), localPort, remote.text(), remotePort);
      case "protocol" -> Arrays.asList(protocol, null, null, null, null, null);
      case "processId" -> Arrays.asList(null, process, null, null, null, null);
      case "remote" -> Arrays.asList(null, null, null, null, remote.text(), null);
      case "remote-endpoint" -> Arrays.asList(null, null, null, null, remote.text(), remotePort);
      case "pair" -> Arrays.asList(null, null, local.text(), null, remote.text(), null);
      case "service" -> Arrays.asList(protocol, null, null, null, null, remotePort);
      case "subnet/0" -> remote(prefix(remote, 0, 64));
      case "subnet/0,0" -> remote(prefix(remote, 0, 0));
      case "subnet/16" -> remote(prefix(remote, 16, 64));
      case "subnet/24,64" -> remote(prefix(remote, 24, 64));
      case "subnet/17,113" -> remote(prefix(remote, 17, 113));
      case "subnet/32,128" -> remote(prefix(remote, 32, 128));
      case "processId,remotePort", "processId,host,remotePort" ->
          Arrays.asList(null, process, null, null, null, remotePort);
      case "remoteAddress/24, localAddress/8,32, localPort" ->
          Arrays.asList(null, null, prefix(local, 8, 32), localPort, prefix(remote, 24, 64), null);
      default -> Arrays.asList(null, null, null, null, null, null);
    };
  }

  private static List<String> remote(final String address) {
    return Arrays.asList(null, null, null, null, address, null);
  }

  /** The address with its lower bits 0, computed as one number, and its prefix length. */
  private static String prefix(final IpAddress address, final int ipv4Bits, final int ipv6Bits) {
    final int zeros = address.isIpv6() ? 128 - ipv6Bits : 32 - ipv4Bits;
    final BigInteger number =
        new BigInteger(Long.toUnsignedString(address.high()))
            .shiftLeft(64)
            .add(new BigInteger(Long.toUnsignedString(address.low())))
            .shiftRight(zeros)
            .shiftLeft(zeros);
    return address.isIpv6()
        ? IpAddress.ofIpv6(number.shiftRight(64).longValue(), number.longValue()).text()
            + "/"
            + ipv6Bits
        : IpAddress.ofIpv4(number.intValue()).text() + "/" + ipv4Bits;
  }

  private static List<String> key(final RowValues row) {
    return Stream.of(
            row.protocol(),
            row.processId(),
            row.localAddress(),
            row.localPort(),
            row.remoteAddress(),
            row.remotePort())
        .map(value -> value == null ? null : String.valueOf(value))
        .collect(Collectors.toList());
  }

  /** Expected sums by window, host and key. */
  private Map<List<Object>, Sums> expected(final String grouping, final boolean withHost) {
    return events.stream()
        .collect(
            Collectors.groupingBy(
                event ->
                    Arrays.asList(
                        event.window(), withHost ? event.host() : null, key(grouping, event)),
                Collectors.collectingAndThen(Collectors.toList(), Sums::of)));
  }

  private static Map<List<Object>, Sums> actual(final List<RowValues> rows) {
    return rows.stream()
        .collect(
            Collectors.toMap(
                row -> Arrays.asList(row.windowStart(), row.host(), key(row)), Sums::of));
  }

  /** Number, bytes, and smallest and largest size of the events of a direction. */
  private record Sizes(long count, long octets, Long min, Long max) {

    static Sizes of(final List<HostEvent> group, final Kind kind) {
      final var sizes =
          group.stream()
              .filter(event -> event.type().kind() == kind)
              .mapToLong(event -> TrafficTraces.octets(event.written()))
              .summaryStatistics();
      return sizes.getCount() == 0
          ? new Sizes(0, 0, null, null)
          : new Sizes(sizes.getCount(), sizes.getSum(), sizes.getMin(), sizes.getMax());
    }
  }

  private record Sums(
      Instant windowEnd,
      Sizes sent,
      Sizes received,
      long retransmits,
      Instant first,
      Instant last) {

    static Sums of(final List<HostEvent> group) {
      final List<Instant> times = group.stream().map(HostEvent::time).sorted().toList();
      return new Sums(
          group.get(0).window().plusMillis(WINDOW_MILLIS),
          Sizes.of(group, Kind.SEND),
          Sizes.of(group, Kind.RECEIVE),
          group.stream().filter(event -> event.type().kind() == Kind.RETRANSMIT).count(),
          times.get(0),
          times.get(times.size() - 1));
    }

    static Sums of(final RowValues row) {
      return new Sums(
          row.windowEnd(),
          new Sizes(
              row.integer(SEND_COUNT),
              row.integer(SEND_OCTETS),
              row.integer(SEND_OCTETS_MIN),
              row.integer(SEND_OCTETS_MAX)),
          new Sizes(
              row.integer(RECEIVE_COUNT),
              row.integer(RECEIVE_OCTETS),
              row.integer(RECEIVE_OCTETS_MIN),
              row.integer(RECEIVE_OCTETS_MAX)),
          row.integer(RETRANSMIT_COUNT),
          row.time(FLOW_START),
          row.time(FLOW_END));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "flow",
        "protocol",
        "processId",
        "remote",
        "remote-endpoint",
        "pair",
        "service",
        "subnet/0",
        "subnet/0,0",
        "subnet/16",
        "subnet/24,64",
        "subnet/17,113",
        "subnet/32,128",
        "processId,remotePort",
        "remoteAddress/24, localAddress/8,32, localPort",
        "total",
      })
  void rows_areSumsByKeyAndWindow(final String grouping) throws Exception {
    final List<RowValues> rows = run(grouping, new HostNaming.OneMachine());

    assertThat(actual(rows)).isEqualTo(expected(grouping, false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"host", "flow", "service", "processId,host,remotePort"})
  void hosts_areKeptApart(final String grouping) throws Exception {
    final List<RowValues> rows = run(grouping, new HostNaming.Folder());

    assertThat(actual(rows)).isEqualTo(expected(grouping, true));
    assertThat(rows).extracting(RowValues::host).contains("desk", "server");
  }
}
