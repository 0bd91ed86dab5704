package org.etwflow.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.etwflow.traces.TrafficType.Kind;
import org.etwflow.traces.TrafficType.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficGeneratorTest {

  private static final String ALL = "--ipv6=0.3 --udp=0.25 --receives=0.5 --connections ";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--header=PERFINFO",
        "--header=MANIFEST",
        "--header=CLASSIC_EVENT --payload-version=1",
        ALL + "--header=PERFINFO",
        ALL + "--header=SYSTEM --pointer-size=4 --payload-version=1",
        ALL + "--header=COMPACT --clock=CPU_CYCLES --build=SERVER_2019",
        ALL + "--header=CLASSIC --build=WINDOWS_7 --pointer-size=4",
        ALL + "--header=CLASSIC_EVENT --clock=SYSTEM_TIME",
        ALL + "--header=MANIFEST --extended-items=3 --send-share=1",
        ALL + "--compressed --build=WINDOWS_8",
        ALL + "--circular=16 --buffer-size=16K",
        ALL + "--end=KILLED --zero-tail=1M",
        ALL + "--end=TRUNCATED --malformed-sends=20",
        ALL + "--damaged-records=4 --lost-buffers=5 --buffer-size=4K --lost-events=100",
        "--udp=0.5 --receives=0.5 --connections --header=CLASSIC --payload-version=0",
        "--udp=0.5 --receives=0.5 --header=SYSTEM --payload-version=0 --pointer-size=4"
      })
  void readableEvents_areAllEventsInTheFile(String options) {
    final WrittenTrace trace = TraceGenerator.inMemory((options + " --sends=5000").split(" "));
    assertThat(trace.readableEvents().size()).isGreaterThan(800);
    assertThat(TrafficParser.events(trace.bytes()))
        .extracting(TrafficParser.Found::summary)
        .containsExactlyElementsOf(
            trace.readableEvents().stream().map(TrafficGeneratorTest::summary).toList());
  }

  private static List<Object> summary(WrittenEvent written) {
    return List.of(
        written.buffer().orElseThrow().fileOffset(),
        written.position(),
        written.ticks(),
        TrafficParser.asWritten(written));
  }

  @Test
  void sharesOfFlows_areThoseOfTheOptions() {
    final List<WrittenEvent> events =
        generate("--ipv6=0.3", "--udp=0.2", "--flows=2000", "--zipf=0", "--sends=40000");
    final Map<TrafficFlow, Protocol> flows = new LinkedHashMap<>();
    events.forEach(event -> flows.put(event.event().flow(), event.event().type().protocol()));
    assertThat(flows).hasSize(2_000);
    assertThat(flows.keySet()).filteredOn(TrafficFlow::isIpv6).hasSizeBetween(530, 670);
    assertThat(flows.values()).filteredOn(Protocol.UDP::equals).hasSizeBetween(330, 470);
    assertThat(events).allMatch(event -> event.event().type().kind() == Kind.SEND);
  }

  @Test
  void shareOfReceives_isThatOfTheOption() {
    final Map<Kind, Long> kinds = countByKind(generate("--receives=0.7", "--sends=20000"));
    assertThat(kinds).containsOnlyKeys(Kind.SEND, Kind.RECEIVE);
    assertThat(kinds.get(Kind.RECEIVE)).isBetween(13_700L, 14_300L);
    assertThat(countByKind(generate("--receives=1", "--sends=500")))
        .isEqualTo(Map.of(Kind.RECEIVE, 500L));
  }

  @Test
  void sends_countSendsAndReceives() {
    final Map<Kind, Long> kinds = countByKind(generate((ALL + "--sends=20000").split(" ")));
    assertThat(kinds.get(Kind.SEND) + kinds.get(Kind.RECEIVE)).isEqualTo(20_000);
    assertThat(kinds).containsOnlyKeys(Kind.values());
  }

  @Test
  void ipv6Flows_includeMappedAddressesAndAllForms() {
    final Set<String> locals =
        generate("--ipv6=1", "--sends=5000").stream()
            .map(event -> event.event().flow().local().address().text())
            .collect(Collectors.toSet());
    assertThat(locals)
        .containsExactlyInAnyOrder(
            "2001:db8::a14:1", "::ffff:10.20.0.1", "fe80::1:0:a14:1", "2001:db8:0:1:1:1:a14:1");
  }

  @Test
  void tcpFlow_isOpenedUsedAndClosedInTurn() {
    final List<WrittenEvent> events =
        generate((ALL + "--sends=40000 --flows=50 --cpus=1").split(" "));
    final Map<TrafficFlow, StringBuilder> sequences = new LinkedHashMap<>();
    for (final WrittenEvent event : events) {
      final TrafficType type = event.event().type();
      if (type.protocol() == Protocol.TCP && type.hasFlow()) {
        sequences
            .computeIfAbsent(event.event().flow(), flow -> new StringBuilder())
            .append(letter(type.kind()));
      }
    }
    final String opening = "(?:N*+C|A)";
    final String use = "(?:S|RY?+|T)*+";
    assertThat(sequences.values())
        .allSatisfy(
            sequence ->
                assertThat(sequence.toString())
                    .matches("(?:" + opening + use + "D)*+(?:N*+|" + opening + use + ")"))
        .anySatisfy(sequence -> assertThat(sequence).matches(".*D(?:N*)C.*D(?:N*)C.*"))
        .anySatisfy(sequence -> assertThat(sequence).matches(".*DA.*DA.*"))
        .anySatisfy(sequence -> assertThat(sequence).matches(".*NC.*"));
  }

  private static char letter(Kind kind) {
    return switch (kind) {
      case SEND -> 'S';
      case RECEIVE -> 'R';
      case COPY -> 'Y';
      case RETRANSMIT -> 'T';
      case CONNECT -> 'C';
      case ACCEPT -> 'A';
      case RECONNECT -> 'N';
      case DISCONNECT -> 'D';
      case FAIL -> throw new IllegalArgumentException("no event of a flow");
    };
  }

  @Test
  void connections_areSeldomBesideSendsAndReceives() {
    final List<WrittenEvent> events = generate("--connections", "--sends=50000", "--receives=0.5");
    final Map<Kind, Long> kinds = countByKind(events);
    assertThat(kinds.get(Kind.RETRANSMIT)).isBetween(500L, 1_100L);
    assertThat(kinds.get(Kind.DISCONNECT)).isBetween(250L, 550L);
    assertThat(kinds.get(Kind.COPY)).isBetween(1_200L, 1_900L);
    assertThat(kinds.get(Kind.RECONNECT)).isBetween(5L, 80L);
    assertThat(kinds.get(Kind.FAIL)).isBetween(5L, 80L);
    assertThat(events)
        .filteredOn(event -> event.event().type().kind() == Kind.DISCONNECT)
        .allMatch(event -> event.event().size() == 0);
    assertThat(events)
        .filteredOn(event -> event.event().type().kind() == Kind.RETRANSMIT)
        .allMatch(event -> event.event().size() > 0);
  }

  @Test
  void copy_repeatsTheReceiveBeforeIt() {
    final List<WrittenEvent> events = generate("--connections", "--receives=0.9", "--cpus=1");
    for (int i = 0; i < events.size(); i++) {
      final WrittenEvent copy = events.get(i);
      if (copy.event().type().kind() == Kind.COPY) {
        final WrittenEvent receive = events.get(i - 1);
        assertThat(receive.event().type().kind()).isEqualTo(Kind.RECEIVE);
        assertThat(receive.event().flow()).isEqualTo(copy.event().flow());
        assertThat(receive.event().size()).isEqualTo(copy.event().size());
      }
    }
  }

  @Test
  void version0_hasNoFailures() {
    final List<WrittenEvent> events =
        generate("--connections", "--udp=0.3", "--payload-version=0", "--sends=20000");
    assertThat(countByKind(events)).containsKeys(Kind.CONNECT).doesNotContainKey(Kind.FAIL);
  }

  @Test
  void sessionWithConnections_endsInTime() {
    for (final String options : List.of("--sends=20000", "--size=10M", "--sends=300 --flows=5")) {
      final WrittenTrace trace =
          TraceGenerator.inMemory((ALL + options + " --seconds=600").split(" "));
      final Map<String, Object> header = new TraceParser(trace.bytes()).logHeader();
      final long length = (long) header.get("EndTime") - (long) header.get("StartTime");
      assertThat(length).isBetween(600 * TraceSession.SECOND, 700 * TraceSession.SECOND);
      final long last = trace.events().stream().mapToLong(WrittenEvent::time).max().orElseThrow();
      assertThat(last - trace.session().startTime()).isGreaterThan(450 * TraceSession.SECOND);
    }
  }

  @Test
  void fileSize_isThatOfTheRecords(@TempDir Path folder) throws Exception {
    final Path file = folder.resolve("trace.etl");
    TraceGenerator.toFile(file, (ALL + "--size=20M --send-share=1").split(" "));
    assertThat(Files.size(file)).isBetween(20L << 20, 21L << 20);
  }

  @Test
  void file_hasTheBytesAndEventsOfTheTraceInMemory(@TempDir Path folder) {
    final String[] options = (ALL + "--sends=3000").split(" ");
    final WrittenTrace trace = TraceGenerator.inMemory(options);
    final Path file = folder.resolve("trace.etl");
    final List<WrittenEvent> events = new ArrayList<>();
    TraceGenerator.toFileReporting(file, 0, events::add, options);
    assertThat(file).hasBinaryContent(trace.bytes());
    assertThat(events).isEqualTo(trace.events());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--ipv6=1.1",
        "--udp=-0.1",
        "--receives=2",
        "--ipv6=NaN",
        "--ipv6=0.5 --payload-version=0"
      })
  void invalidShares_areRejected(String options) {
    assertThatThrownBy(() -> TraceGenerator.inMemory(options.split(" ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("--");
  }

  /** The events of a trace in order of time. */
  private static List<WrittenEvent> generate(String... options) {
    return TraceGenerator.inMemory(options).events().stream()
        .sorted(Comparator.comparingLong(WrittenEvent::ticks))
        .toList();
  }

  private static Map<Kind, Long> countByKind(List<WrittenEvent> events) {
    return events.stream()
        .collect(
            Collectors.groupingBy(event -> event.event().type().kind(), Collectors.counting()));
  }
}
