package org.etwflow.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class TraceGeneratorTest {

  @TempDir Path folder;

  @Test
  void sameSeed_givesTheSameBytes() {
    assertThat(TraceGenerator.inMemory("--sends=2000", "--seed=5").bytes())
        .isEqualTo(TraceGenerator.inMemory("--sends=2000", "--seed=5").bytes())
        .isNotEqualTo(TraceGenerator.inMemory("--sends=2000", "--seed=6").bytes());
  }

  @Test
  void file_hasTheBytesOfTheTraceInMemory() throws Exception {
    final Path file = folder.resolve("trace.etl");
    TraceGenerator.toFile(file, "--sends=3000", "--compressed");
    assertThat(Files.readAllBytes(file))
        .isEqualTo(TraceGenerator.inMemory("--sends=3000", "--compressed").bytes());
  }

  @Test
  void traceOfOneMachine_isThatOfTheCommand() throws Exception {
    final String[] options = {"--sends=500", "--flows=20"};
    final int code =
        TraceGenerator.commandLine()
            .execute(options[0], options[1], "--files=2", folder.resolve("fleet").toString());
    final Path file = folder.resolve("second.etl");
    final List<WrittenSend> sends = new ArrayList<>();
    TraceGenerator.toFile(file, 1, sends::add, options);

    assertThat(code).isZero();
    assertThat(file).hasSameBinaryContentAs(folder.resolve("fleet/host-001.etl"));
    assertThat(sends).hasSize(500).allMatch(WrittenSend::readable);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--header=SYSTEM",
        "--header=SYSTEM --pointer-size=4 --payload-version=0",
        "--header=COMPACT --clock=CPU_CYCLES",
        "--header=PERFINFO --build=SERVER_2019 --idle-cpus=2",
        "--header=PERFINFO --clock=SYSTEM_TIME --payload-version=1",
        "--header=PERFINFO --compressed",
        "--header=PERFINFO --circular=16 --buffer-size=16K",
        "--header=PERFINFO --end=KILLED --zero-tail=1M",
        "--header=PERFINFO --end=TRUNCATED",
        "--header=PERFINFO --damaged-records=4 --lost-buffers=5 --buffer-size=4K",
        "--header=CLASSIC --build=WINDOWS_7 --malformed-sends=20",
        "--header=MANIFEST --build=WINDOWS_8 --extended-items=3"
      })
  void readableSends_areInTheFile(String options) {
    final WrittenTrace trace = TraceGenerator.inMemory((options + " --sends=5000").split(" "));
    final Set<List<Integer>> places = new HashSet<>();
    for (final TraceParser.Event event : new TraceParser(trace.bytes()).records()) {
      if (isSend(event)) {
        places.add(List.of(event.buffer().fileOffset(), event.position()));
      }
    }
    assertThat(trace.sends()).hasSize(5_000);
    assertThat(trace.readableSends())
        .hasSizeGreaterThan(800)
        .allMatch(
            send ->
                places.contains(
                    List.of((int) send.buffer().orElseThrow().fileOffset(), send.position())));
    final long malformed =
        trace.sends().stream()
            .filter(send -> !send.readable())
            .filter(send -> send.buffer().isPresent())
            .filter(send -> send.buffer().orElseThrow().fault() == BufferFault.NONE)
            .filter(send -> send.position() < send.buffer().orElseThrow().readableLength())
            .count();
    assertThat(places).hasSize(trace.readableSends().size() + (int) malformed);
  }

  @Test
  void sendShare_isTheShareOfTheRecords() {
    for (final String share : List.of("0.05", "0.2", "1")) {
      final WrittenTrace trace = TraceGenerator.inMemory("--sends=5000", "--send-share=" + share);
      final double records = new TraceParser(trace.bytes()).records().size();
      final double expected = Double.parseDouble(share);
      assertThat(5_000 / records).isBetween(0.95 * expected, 1.05 * expected);
    }
  }

  @Test
  void firstFlow_hasTwiceTheSendsOfTheSecond() {
    final WrittenTrace trace = TraceGenerator.inMemory("--sends=50000", "--flows=100", "--zipf=1");
    final List<Long> counts =
        trace.sends().stream()
            .collect(Collectors.groupingBy(send -> send.send().flow(), Collectors.counting()))
            .values()
            .stream()
            .sorted((one, other) -> Long.compare(other, one))
            .toList();
    // The sum of 1/k over 100 ranks is 5.187.
    assertThat(counts.get(0)).isBetween(9_350L, 9_930L);
    assertThat(counts.get(1)).isBetween(4_600L, 5_040L);
    assertThat(counts).hasSize(100);
  }

  @Test
  void manyFlows_areDistinct() {
    final WrittenTrace trace =
        TraceGenerator.inMemory(
            "--sends=400000", "--flows=100000", "--zipf=0", "--send-share=1", "--processes=1");
    final Set<List<Integer>> endpoints = new HashSet<>();
    final Set<Flow> flows = new HashSet<>();
    for (final WrittenSend sent : trace.sends()) {
      final Flow flow = sent.send().flow();
      flows.add(flow);
      endpoints.add(List.of(flow.localPort(), flow.remoteAddress(), flow.remotePort()));
    }
    // 400,000 uniform draws from 100,000 flows miss a share of e^-4 of them.
    assertThat(flows).hasSizeBetween(97_900, 98_400);
    assertThat(endpoints).hasSameSizeAs(flows);
  }

  @Test
  void idleCpu_isFlushedAtTheEnd() {
    final List<WrittenBuffer> buffers =
        TraceGenerator.inMemory("--sends=20000", "--cpus=4", "--idle-cpus=2").buffers();
    assertThat(buffers).hasSizeGreaterThan(20);
    assertThat(buffers.subList(0, buffers.size() - 2)).allMatch(buffer -> buffer.cpu() < 2);
    assertThat(buffers.subList(buffers.size() - 2, buffers.size()))
        .extracting(WrittenBuffer::cpu)
        .containsExactly(2, 3);
    assertThat(buffers.get(buffers.size() - 1).sequenceNumber()).isLessThan(buffers.size() / 2);
  }

  @Test
  void everySendingProcess_isRunning() {
    final WrittenTrace trace = TraceGenerator.inMemory("--sends=20000", "--cpus=1");
    final Map<Integer, Integer> lastType = new HashMap<>();
    final List<Integer> types = new ArrayList<>();
    for (final TraceParser.Event event : new TraceParser(trace.bytes()).records()) {
      if (event.hook() == 0x060A) {
        assertThat(lastType.get(event.bytes().getInt(16))).isIn(1, 3);
      } else if (event.hook() >> 8 == 3) {
        lastType.put(event.bytes().getInt(24), event.u8(6));
        types.add(event.u8(6));
      }
    }
    assertThat(lastType).hasSize(20).containsEntry(4, 4);
    assertThat(types).contains(1, 2, 3, 4).startsWith(3, 3, 3);
  }

  @Test
  void processIdOfEndedProcess_isReused() {
    final WrittenTrace trace = TraceGenerator.inMemory("--sends=20000", "--cpus=1");
    final Map<Integer, List<String>> started = imagesByProcess(trace, 1);
    final Map<Integer, List<String>> ended = imagesByProcess(trace, 2, 4);
    ended.keySet().retainAll(started.keySet());
    assertThat(started.values())
        .allSatisfy(images -> assertThat(images).doesNotHaveDuplicates())
        .anySatisfy(images -> assertThat(images).hasSizeGreaterThan(2));
    assertThat(ended).isEqualTo(started);
  }

  /** Image names in the process events of the given types, by process id. */
  private static Map<Integer, List<String>> imagesByProcess(WrittenTrace trace, Integer... types) {
    return new TraceParser(trace.bytes())
        .records().stream()
            .filter(event -> event.hook() >> 8 == 3 && List.of(types).contains(event.u8(6)))
            .collect(
                Collectors.groupingBy(
                    event -> event.bytes().getInt(24),
                    Collectors.mapping(TraceGeneratorTest::imageFileName, Collectors.toList())));
  }

  /** ImageFileName, which follows the user: a zero, or a TOKEN_USER with a SID. */
  private static String imageFileName(TraceParser.Event event) {
    final int user = 16 + 36;
    int at = user + (event.bytes().getInt(user) == 0 ? 4 : 28);
    final StringBuilder name = new StringBuilder();
    while (event.u8(at) != 0) {
      name.append((char) event.u8(at++));
    }
    return name.toString();
  }

  @Test
  void logHeader_countsLostEvents() {
    final WrittenTrace trace = TraceGenerator.inMemory("--sends=5000", "--lost-events=250");
    assertThat(new TraceParser(trace.bytes()).logHeader()).containsEntry("EventsLost", 250);
    assertThat(trace.sends()).hasSize(5_000);
  }

  @Test
  void fileSize_isThatOfTheRecords() throws Exception {
    final Path file = folder.resolve("trace.etl");
    TraceGenerator.toFile(file, "--size=20M");
    assertThat(Files.size(file)).isBetween(20L << 20, 21L << 20);
  }

  @Test
  void session_hasTheGivenDuration() {
    final Map<String, Object> header =
        new TraceParser(TraceGenerator.inMemory("--sends=20000", "--seconds=600").bytes())
            .logHeader();
    final long length = (long) header.get("EndTime") - (long) header.get("StartTime");
    assertThat(length).isEqualTo(600 * TraceSession.SECOND);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--clock=QPC",
        "--clock=QPC --frequency=1000",
        "--clock=QPC --frequency=100000000000",
        "--clock=SYSTEM_TIME",
        "--clock=CPU_CYCLES"
      })
  void sends_areSpreadOverTheSession(String clock) {
    final WrittenTrace trace =
        TraceGenerator.inMemory((clock + " --sends=200 --seconds=100").split(" "));
    final Map<Long, Long> sendsByTenth =
        trace.sends().stream()
            .map(sent -> sent.time() - trace.session().startTime())
            .collect(
                Collectors.groupingBy(
                    elapsed -> elapsed / (10 * TraceSession.SECOND), Collectors.counting()));
    assertThat(sendsByTenth).hasSize(10);
    assertThat(sendsByTenth.values()).allMatch(count -> count >= 5 && count <= 45);
  }

  @Test
  void invalidOptions_areRejected() {
    for (final String option :
        List.of(
            "--flows=0",
            "--send-share=0",
            "--idle-cpus=4",
            "--buffer-size=1000",
            "--extended-items=2",
            "--size=many",
            "--unknown")) {
      assertThatThrownBy(() -> TraceGenerator.inMemory(option))
          .as(option)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> TraceGenerator.inMemory("--compressed", "--circular=4"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void command_writesTraceAndRows() throws Exception {
    final Path file = folder.resolve("trace.etl");
    assertThat(run("--rows", "--sends=100", "--header=manifest", file.toString())).isZero();

    final TrafficRows rows = new TrafficRows();
    final WrittenTrace trace = TraceGenerator.inMemory("--sends=100", "--header=MANIFEST");
    trace.events().forEach(rows::add);
    assertThat(Files.readAllBytes(file)).isEqualTo(trace.bytes());
    assertThat(folder.resolve("trace.flows.csv")).hasContent(rows.toCsv());
    assertThat(folder.resolve("trace.flows.tsv")).hasContent(rows.toTable());
  }

  @Test
  void files_areOfDifferentMachines() {
    assertThat(run("--files=3", "--sends=100", folder.resolve("fleet").toString())).isZero();
    assertThat(folder.resolve("fleet"))
        .isDirectoryContaining("glob:**/host-000.etl")
        .isDirectoryContaining("glob:**/host-001.etl")
        .isDirectoryContaining("glob:**/host-002.etl");
    assertThat(folder.resolve("fleet/host-000.etl"))
        .hasBinaryContent(TraceGenerator.inMemory("--sends=100").bytes());
  }

  @Test
  void failedCommand_exitsWithAStatusAndNoStackTrace() {
    assertThat(run("--flows=0", folder.resolve("trace.etl").toString())).isEqualTo(2);
    assertThat(run("--sends=1", folder.resolve("absent/trace.etl").toString())).isEqualTo(1);
  }

  private static int run(String... arguments) {
    final StringWriter errors = new StringWriter();
    final CommandLine command = TraceGenerator.commandLine().setErr(new PrintWriter(errors));
    final int status = command.execute(arguments);
    assertThat(errors.toString()).doesNotContain("\tat ");
    return status;
  }

  private static boolean isSend(TraceParser.Event event) {
    return switch (event.u8(3) == 0x90 ? 0 : event.kind()) {
      case 0x12, 0x13 -> event.u16(40) == 10;
      case 0x0A, 0x14 -> event.u8(4) == 10 && event.bytes().getInt(24) == 0x9a280ac0;
      default -> event.hook() == 0x060A;
    };
  }
}
