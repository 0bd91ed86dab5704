package org.etwflow.traces;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares generated traces field by field with traces recorded by Windows. */
class RealStructureTest {

  private static final String[] FIRST_BUFFER_FIELDS = {
    "SavedOffset",
    "TimeStamp",
    "SequenceNumber",
    "State",
    "BufferFlag",
    "BufferType",
    "ProcessorIndex",
    "ReferenceCount"
  };

  private static final String[] LOG_HEADER_FIELDS = {
    "Version", "ProviderVersion", "StartBuffers", "PointerSize", "ReservedFlags"
  };

  @Test
  void manifestTrace_hasTheStructureOfWindows7() throws IOException {
    final TraceParser real = RealTraces.parse("KernelNetwork.etl");
    final TraceParser ours =
        generate(
            "--header=MANIFEST", "--build=WINDOWS_7", "--buffer-size=8K", "--frequency=2994853");

    assertSameFirstBuffer(ours, real, FIRST_BUFFER_FIELDS);
    assertThat(first(ours).get("CurrentOffset")).isEqualTo(first(ours).get("Offset"));
    assertThat(first(real).get("CurrentOffset")).isEqualTo(first(real).get("Offset"));
    assertSameLogHeader(ours, real, LOG_HEADER_FIELDS);
    assertSameLogHeader(ours, real, "BufferSize", "PerfFreq", "TimerResolution", "EventsLost");
    assertRegularBuffers(ours, 0);
    assertRegularBuffers(real, 0);

    for (final int id : new int[] {10, 11, 26, 27, 42, 43, 59}) {
      assertSameHeader(ours, real, event -> isManifest(event, id), 80);
    }
  }

  @Test
  void kernelTrace_hasTheStructureOfWindows10() throws IOException {
    final TraceParser real = RealTraces.parse("ShutdownPerfDiagLogger.etl");
    final TraceParser ours = generate("--build=WINDOWS_10");

    assertSameFirstBuffer(
        ours, real, "TimeStamp", "SequenceNumber", "State", "BufferFlag", "BufferType");
    assertThat(first(ours).get("SavedOffset")).isEqualTo(first(ours).get("Offset"));
    assertThat(first(real).get("SavedOffset")).isEqualTo(first(real).get("Offset"));
    assertSameLogHeader(
        ours, real, "Version", "StartBuffers", "PointerSize", "ReservedFlags", "TimerResolution");
    assertThat(shapes(TraceParser.records(first(ours))))
        .startsWith("02 0000")
        .containsAll(shapes(TraceParser.records(first(real))));
    assertRegularBuffers(ours, 0x20);
    assertRegularBuffers(real, 0x20);
  }

  @Test
  void compressedTrace_hasTheStructureOfAMergedOne() throws IOException {
    final TraceParser real = RealTraces.parse("merged-compressed.etl");
    final TraceParser ours = generate("--compressed", "--build=WINDOWS_8");

    assertSameFirstBuffer(
        ours,
        real,
        "BufferSize",
        "CurrentOffset",
        "TimeStamp",
        "SequenceNumber",
        "State",
        "LoggerId",
        "BufferFlag",
        "BufferType",
        "ProcessorIndex");
    assertSameLogHeader(ours, real, LOG_HEADER_FIELDS);
    assertSameLogHeader(ours, real, "BufferSize", "LogFileMode", "LoggerName", "LogFileName");
    for (final TraceParser parser : List.of(ours, real)) {
      final List<TraceParser.Buffer> buffers = parser.buffers();
      assertThat(buffers.subList(1, buffers.size() - 1))
          .allMatch(buffer -> buffer.get("BufferFlag") == 0x60)
          .allMatch(buffer -> buffer.get("LoggerId") == 0)
          .allMatch(buffer -> buffer.get("Offset") % 8 == 0)
          .anyMatch(buffer -> buffer.fileOffset() % 8 != 0);
      assertThat(buffers.get(buffers.size() - 1).get("BufferFlag")).isEqualTo(0x61);
      // The FILETIME of relogging, after the end of the session.
      assertThat(buffers.get(1).get("TimeStamp"))
          .isGreaterThan((long) parser.logHeader().get("EndTime"));
    }

    for (final int hook : new int[] {0x060A, 0x060B, 0x060D, 0x061A, 0x061B, 0x080A, 0x080B}) {
      assertSameHeader(ours, real, event -> event.hook() == hook, 8);
    }
    assertSameHeader(ours, real, event -> event.hook() == 0x0F2E, 8);
    assertSameProcessRecord(ours, real);
  }

  @Test
  void classic32BitTrace_hasTheStructureOfWindows7() throws IOException {
    final TraceParser real = RealTraces.parse("process_data_32_v2.etl");
    final TraceParser ours =
        generate("--header=CLASSIC", "--build=WINDOWS_7", "--pointer-size=4", "--sends=2000");

    assertSameFirstBuffer(ours, real, FIRST_BUFFER_FIELDS);
    assertSameLogHeader(ours, real, "Version", "StartBuffers", "PointerSize", "TimerResolution");
    final TraceParser.Event ourStart = find(ours, RealStructureTest::isClassicRundown);
    final TraceParser.Event realStart = find(real, RealStructureTest::isClassicRundown);
    assertThat(ourStart.kind()).isEqualTo(realStart.kind());
    assertThat(guidOf(ourStart)).isEqualTo(guidOf(realStart));
  }

  /** Real events, written again: the same payload, and the same fields of the header. */
  @ParameterizedTest
  @CsvSource({"KernelNetwork.etl, MANIFEST, 8923", "merged-compressed.etl, PERFINFO, 526"})
  void networkEvents_areWrittenAsRecorded(String name, HeaderKind header, int count)
      throws IOException {
    int events = 0;
    for (final TraceParser.Event real : RealTraces.parse(name).records()) {
      final Optional<TrafficEvent> event = TrafficParser.parse(real);
      if (event.isPresent()) {
        assertThat(header == HeaderKind.MANIFEST && real.u16(4) == 1).isFalse();
        assertSameRecord(written(RecordEncoding.of(header), event.get()), real, header);
        events++;
      }
    }
    assertThat(events).isEqualTo(count);
  }

  private static TraceParser.Event written(RecordEncoding encoding, TrafficEvent event) {
    final WrittenTrace trace =
        WrittenTrace.of(
            TraceSession.builder().bufferSize(1_024).build(),
            writer -> writer.event(0, writer.session().startTicks(), encoding, event));
    return TraceParser.records(new TraceParser(trace.bytes()).buffers().get(1)).get(0);
  }

  /** Asserts equal records, except for timestamp, thread id, process id and CPU times. */
  private static void assertSameRecord(
      TraceParser.Event our, TraceParser.Event their, HeaderKind header) {
    assertThat(our.bytes().limit()).isEqualTo(their.bytes().limit());
    assertThat(our.bytes().slice(0, 8)).isEqualTo(their.bytes().slice(0, 8));
    if (header == HeaderKind.MANIFEST) {
      assertThat(our.bytes().slice(24, 32)).isEqualTo(their.bytes().slice(24, 32));
    }
    final int payload = our.bytes().limit() - header.size();
    assertThat(our.bytes().slice(header.size(), payload))
        .isEqualTo(their.bytes().slice(header.size(), payload));
  }

  private static TraceParser generate(String... options) {
    return new TraceParser(TraceGenerator.inMemory(options).bytes());
  }

  private static TraceParser.Buffer first(TraceParser parser) {
    return parser.buffer(0);
  }

  private static void assertSameFirstBuffer(TraceParser ours, TraceParser real, String... fields) {
    for (final String field : fields) {
      assertThat(first(ours).get(field)).as(field).isEqualTo(first(real).get(field));
    }
  }

  private static void assertSameLogHeader(TraceParser ours, TraceParser real, String... fields) {
    final Map<String, Object> ourHeader = ours.logHeader();
    final Map<String, Object> realHeader = real.logHeader();
    for (final String field : fields) {
      assertThat(ourHeader.get(field)).as(field).isEqualTo(realHeader.get(field));
    }
  }

  /** Asserts the properties of the buffers after the first one in a stopped, sequential file. */
  private static void assertRegularBuffers(TraceParser parser, int flags) {
    final Map<String, Object> header = parser.logHeader();
    final List<TraceParser.Buffer> buffers = parser.buffers();
    assertThat(header).containsEntry("BuffersWritten", buffers.size());
    for (int i = 1; i < buffers.size(); i++) {
      final TraceParser.Buffer buffer = buffers.get(i);
      final boolean isLast = i == buffers.size() - 1;
      assertThat(buffer.get("BufferSize")).isEqualTo((long) (int) header.get("BufferSize"));
      assertThat(buffer.get("BufferFlag")).isEqualTo(isLast ? flags | 1 : flags);
      assertThat(buffer.get("BufferType")).isZero();
      assertThat(buffer.get("State")).isEqualTo(3);
      assertThat(buffer.get("SavedOffset")).isEqualTo(buffer.get("Offset"));
      assertThat(buffer.get("CurrentOffset")).isGreaterThan(buffer.get("Offset"));
      assertThat(buffer.get("Offset") % 8).isZero();
      assertThat(buffer.get("LoggerId")).isEqualTo(buffers.get(0).get("LoggerId"));
      assertThat(buffer.get("ProcessorIndex") >> 8).isEqualTo(flags == 0 ? 8 : 0);
      assertThat(buffer.cpu()).isLessThan((int) header.get("NumberOfProcessors"));
      assertThat(buffer.unused().compareTo(filled(buffer.unused().limit()))).isZero();
      assertInOrder(TraceParser.records(buffer));
    }
    assertThat(buffers.stream().map(buffer -> buffer.get("SequenceNumber")))
        .doesNotHaveDuplicates();
  }

  private static void assertInOrder(List<TraceParser.Event> records) {
    assertThat(records).isNotEmpty();
    assertThat(records.stream().filter(TraceParser.Event::isKernel))
        .extracting(TraceParser.Event::timestamp)
        .isSorted();
  }

  private static ByteBuffer filled(int length) {
    final byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 0xFF);
    return ByteBuffer.wrap(bytes);
  }

  /** Asserts equal headers, except for timestamp, thread id, process id and CPU times. */
  private static void assertSameHeader(
      TraceParser ours, TraceParser real, Predicate<TraceParser.Event> which, int length) {
    final TraceParser.Event our = find(ours, which);
    final TraceParser.Event their = find(real, which);
    assertThat(our.kind()).isEqualTo(their.kind());
    if (length == 80) {
      assertThat(our.bytes().limit()).isEqualTo(their.bytes().limit());
      assertThat(our.bytes().slice(0, 8)).isEqualTo(their.bytes().slice(0, 8));
      assertThat(our.bytes().slice(24, 32)).isEqualTo(their.bytes().slice(24, 32));
    } else {
      assertThat(our.bytes().slice(0, length)).isEqualTo(their.bytes().slice(0, length));
    }
  }

  /**
   * Asserts equal rundown records of the System process (version 4): size, and bytes from the SID
   * on.
   */
  private static void assertSameProcessRecord(TraceParser ours, TraceParser real) {
    final Predicate<TraceParser.Event> isSystem =
        event -> event.hook() == 0x0303 && event.bytes().getInt(24) == 4;
    final ByteBuffer our = find(ours, isSystem).bytes();
    final ByteBuffer their = find(real, isSystem).bytes();
    assertThat(our.limit()).isEqualTo(their.limit());
    assertThat(our.slice(0, 8)).isEqualTo(their.slice(0, 8));
    final int sid = 16 + 8 + 16 + 8 + 4 + 16;
    assertThat(our.slice(sid, our.limit() - sid)).isEqualTo(their.slice(sid, their.limit() - sid));
  }

  private static TraceParser.Event find(TraceParser parser, Predicate<TraceParser.Event> which) {
    return parser.records().stream().filter(which).findFirst().orElseThrow();
  }

  private static boolean isManifest(TraceParser.Event event, int id) {
    return event.kind() == 0x13 && event.u16(40) == id && event.u16(4) == 0;
  }

  private static boolean isClassicRundown(TraceParser.Event event) {
    return event.kind() == 0x0A && event.u8(4) == 3;
  }

  private static ByteBuffer guidOf(TraceParser.Event event) {
    return event.bytes().slice(24, 16);
  }

  /** Header code, type, group and size of records; without the size for the log header record. */
  private static List<String> shapes(List<TraceParser.Event> records) {
    return records.stream()
        .map(
            event ->
                String.format(Locale.ROOT, "%02x %04x", event.kind(), event.hook())
                    + (event.hook() == 0 ? "" : " " + event.bytes().limit()))
        .toList();
  }
}
