package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.flow.row.Statistic.FLOW_END;
import static org.etwflow.flow.row.Statistic.FLOW_START;
import static org.etwflow.flow.row.Statistic.SEND_COUNT;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS_MAX;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS_MIN;

import java.io.IOException;
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
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.window.Windowing;
import org.etwflow.source.config.HostNaming;
import org.etwflow.testing.RowValues;
import org.etwflow.traces.Flow;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenSend;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All groupings, compared with sums computed from the written sends. */
class GroupingJobIT {

  private static final long UNIX_EPOCH = 116_444_736_000_000_000L;
  private static final long WINDOW_MILLIS = 7_000;

  @RegisterExtension private static final JobCluster CLUSTER = new JobCluster();

  @TempDir private Path folder;

  private List<HostSend> sends;

  /** Send with the host in whose folder its trace is. */
  private record HostSend(String host, WrittenSend written) {

    Flow flow() {
      return written.send().flow();
    }

    Instant time() {
      final long units = written.time() - UNIX_EPOCH;
      return Instant.ofEpochSecond(units / 10_000_000, units % 10_000_000 * 100);
    }

    long size() {
      return Integer.toUnsignedLong(written.send().size());
    }

    Instant window() {
      final long millis = time().toEpochMilli();
      return Instant.ofEpochMilli(millis - millis % WINDOW_MILLIS);
    }
  }

  @BeforeEach
  void write() throws IOException {
    sends = Stream.concat(write("desk", 1), write("server", 2)).toList();
  }

  private Stream<HostSend> write(final String host, final int seed) throws IOException {
    final var trace = TraceGenerator.inMemory("--sends=2000", "--seed=" + seed, "--flows=50");
    final Path hostFolder = Files.createDirectories(folder.resolve(host));
    Files.write(hostFolder.resolve("trace.etl"), trace.bytes());
    return trace.readableSends().stream().map(send -> new HostSend(host, send));
  }

  private List<RowValues> run(final String grouping, final HostNaming hosts) throws Exception {
    final FlowSettings settings =
        new FlowSettings(
            List.of(folder.toString()),
            hosts,
            Grouping.parse(grouping),
            new Windowing.Tumbling(Duration.ofMillis(WINDOW_MILLIS)),
            5,
            false);
    return FlowResult.of(CLUSTER.environment(RuntimeExecutionMode.BATCH, 2), settings).statistics();
  }

  /**
   * Expected texts of the key, in column order; null for columns that the grouping does not have.
   */
  private static List<String> key(final String grouping, final Flow flow) {
    final String process = Integer.toUnsignedString(flow.processId());
    final String local = flow.localText();
    final String remote = flow.remoteText();
    final String remotePort = String.valueOf(flow.remotePort());
    return switch (grouping) {
      case "flow" ->
          Arrays.asList(process, local, String.valueOf(flow.localPort()), remote, remotePort);
      case "processId" -> Arrays.asList(process, null, null, null, null);
      case "remote" -> Arrays.asList(null, null, null, remote, null);
      case "remote-endpoint" -> Arrays.asList(null, null, null, remote, remotePort);
      case "pair" -> Arrays.asList(null, local, null, remote, null);
      case "service" -> Arrays.asList(null, null, null, null, remotePort);
      case "subnet/0" -> Arrays.asList(null, null, null, "0.0.0.0/0", null);
      case "subnet/16" -> Arrays.asList(null, null, null, octets(remote, 2) + ".0.0/16", null);
      case "subnet/24" -> Arrays.asList(null, null, null, octets(remote, 3) + ".0/24", null);
      case "subnet/32" -> Arrays.asList(null, null, null, remote + "/32", null);
      case "processId,remotePort", "processId,host,remotePort" ->
          Arrays.asList(process, null, null, null, remotePort);
      case "remoteAddress/24, localAddress/8, localPort" ->
          Arrays.asList(
              null,
              octets(local, 1) + ".0.0.0/8",
              String.valueOf(flow.localPort()),
              octets(remote, 3) + ".0/24",
              null);
      default -> Arrays.asList(null, null, null, null, null);
    };
  }

  private static String octets(final String address, final int count) {
    return Arrays.stream(address.split("\\.", -1)).limit(count).collect(Collectors.joining("."));
  }

  private static List<String> key(final RowValues row) {
    return Stream.of(
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
    return sends.stream()
        .collect(
            Collectors.groupingBy(
                send ->
                    Arrays.asList(
                        send.window(), withHost ? send.host() : null, key(grouping, send.flow())),
                Collectors.collectingAndThen(Collectors.toList(), Sums::of)));
  }

  private static Map<List<Object>, Sums> actual(final List<RowValues> rows) {
    return rows.stream()
        .collect(
            Collectors.toMap(
                row -> Arrays.asList(row.windowStart(), row.host(), key(row)), Sums::of));
  }

  private record Sums(
      Instant windowEnd, long count, long octets, long min, long max, Instant first, Instant last) {

    static Sums of(final List<HostSend> group) {
      final var sizes = group.stream().mapToLong(HostSend::size).summaryStatistics();
      final List<Instant> times = group.stream().map(HostSend::time).sorted().toList();
      return new Sums(
          group.get(0).window().plusMillis(WINDOW_MILLIS),
          sizes.getCount(),
          sizes.getSum(),
          sizes.getMin(),
          sizes.getMax(),
          times.get(0),
          times.get(times.size() - 1));
    }

    static Sums of(final RowValues row) {
      return new Sums(
          row.windowEnd(),
          row.integer(SEND_COUNT),
          row.integer(SEND_OCTETS),
          row.integer(SEND_OCTETS_MIN),
          row.integer(SEND_OCTETS_MAX),
          row.time(FLOW_START),
          row.time(FLOW_END));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "flow",
        "processId",
        "remote",
        "remote-endpoint",
        "pair",
        "service",
        "subnet/0",
        "subnet/16",
        "subnet/24",
        "subnet/32",
        "processId,remotePort",
        "remoteAddress/24, localAddress/8, localPort",
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
