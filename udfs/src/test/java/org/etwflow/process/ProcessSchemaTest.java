package org.etwflow.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.etwflow.testing.Bytes.bytes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.testing.BufferBytes;
import org.etwflow.testing.BufferFixture;
import org.etwflow.testing.Bytes;
import org.etwflow.testing.RecordBytes;
import org.etwflow.testing.SessionHeader;
import org.etwflow.testing.TraceFiles;
import org.etwflow.traces.HeaderKind;
import org.etwflow.traces.ProcessEvent.Kind;
import org.etwflow.traces.TraceSession;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Process records in all valid layouts, and invalid ones. */
class ProcessSchemaTest {

  private static final String CLASS = "3d6fa8d0-fe05-11d0-9dda-00c04fd7ba7c";
  private static final long TICKS = 5_000;

  private static final byte[] SID = {1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0};

  private long malformed;

  private static WrittenTrace trace(
      final int pointerSize,
      final HeaderKind header,
      final int version,
      final org.etwflow.traces.ProcessEvent... events) {
    final TraceSession session = TraceSession.builder().pointerSize(pointerSize).build();
    return WrittenTrace.of(
        session,
        writer -> {
          for (final org.etwflow.traces.ProcessEvent event : events) {
            writer.process(1, session.startTicks() + TICKS, header, version, event);
          }
        });
  }

  private List<ProcessEvent> read(final byte[] file) {
    final List<ProcessEvent> events = new ArrayList<>();
    final ProcessSchema schema = new ProcessSchema();
    TraceFiles.open(schema);
    TraceFiles.forEachBuffer(
        file,
        buffer -> {
          schema.deserialize(buffer, new ListCollector<>(events));
          malformed += schema.lastStatistics().malformedRecords();
        });
    return events;
  }

  private List<ProcessEvent> readRecords(final byte[]... records) {
    final TraceSession session = TraceSession.builder().build();
    return read(
        WrittenTrace.of(
                session,
                writer -> {
                  for (final byte[] record : records) {
                    writer.record(0, session.startTicks(), record);
                  }
                })
            .bytes());
  }

  private static Stream<Arguments> forms() {
    return Stream.of(4, 8)
        .flatMap(
            pointerSize ->
                Arrays.stream(HeaderKind.values())
                    .filter(header -> header != HeaderKind.MANIFEST)
                    .flatMap(
                        header ->
                            Stream.of(2, 3, 4)
                                .flatMap(
                                    version ->
                                        Stream.of(false, true)
                                            .map(
                                                withUser ->
                                                    Arguments.of(
                                                        pointerSize, header, version, withUser)))));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void allFields_areReadInAllLayouts(
      final int pointerSize, final HeaderKind header, final int version, final boolean withUser) {
    final WrittenTrace trace =
        trace(
            pointerSize,
            header,
            version,
            new org.etwflow.traces.ProcessEvent(
                Kind.START, -2, 4, "grün.exe", "grün.exe --日本", withUser));
    final long time = trace.session().timeOf(trace.session().startTicks() + TICKS);

    assertThat(read(trace.bytes()))
        .containsExactly(
            new ProcessEvent(
                ProcessObservation.Kind.START, 0xFFFF_FFFEL, time, "grün.exe", "grün.exe --日本"));
    assertThat(malformed).isZero();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void allKinds_areRead(final Kind kind) {
    for (final HeaderKind header : List.of(HeaderKind.PERFINFO, HeaderKind.CLASSIC)) {
      final org.etwflow.traces.ProcessEvent written =
          new org.etwflow.traces.ProcessEvent(kind, 8, 4, "a.exe", "", true);

      assertThat(read(trace(8, header, 4, written).bytes()))
          .extracting(event -> event.kind().name())
          .containsExactly(kind.name());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"C:\\Windows\\a.exe", "\\Device\\Volume1\\a.exe", "/tmp/a.exe", "a.exe"})
  void path_isReducedToTheFileName(final String path) {
    final org.etwflow.traces.ProcessEvent written =
        new org.etwflow.traces.ProcessEvent(Kind.START, 8, 4, path, "", true);

    assertThat(read(trace(8, HeaderKind.SYSTEM, 3, written).bytes()))
        .extracting(ProcessEvent::imageFileName)
        .containsExactly("a.exe");
  }

  @ParameterizedTest
  @CsvSource({"4, 2", "8, 3", "8, 4"})
  void sidAfterATokenUserOfZeros_isSkipped(final int pointerSize, final int version) {
    final byte[] payload =
        head(pointerSize, version)
            .all(new byte[2 * pointerSize])
            .all(SID)
            .all("smss.exe\0".getBytes(ISO_8859_1))
            .all("x\0".getBytes(UTF_16LE))
            .toArray();

    assertThat(readRecords(classic(pointerSize, version, payload)))
        .extracting(ProcessEvent::imageFileName, ProcessEvent::commandLine)
        .containsExactly(tuple("smss.exe", "x"));
  }

  @ParameterizedTest
  @CsvSource({"4, 2", "8, 3", "8, 4"})
  void pointerSizeOtherThanInTheHeader_isDetected(final int pointerSize, final int version) {
    final byte[] payload =
        head(pointerSize, version)
            .all(new byte[2 * pointerSize])
            .all(SID)
            .all("smss.exe\0".getBytes(ISO_8859_1))
            .u16(0)
            .toArray();

    assertThat(readRecords(classic(12 - pointerSize, version, payload)))
        .extracting(ProcessEvent::processId, ProcessEvent::imageFileName)
        .containsExactly(tuple(77L, "smss.exe"));
  }

  @Test
  void emptyName_isNotMalformed() {
    final byte[] payload = head(8, 4).u32(0).u8(0).u16(0).u16(0).u16(0).toArray();

    assertThat(readRecords(classic(8, 4, payload)))
        .extracting(ProcessEvent::processId, ProcessEvent::imageFileName)
        .containsExactly(tuple(77L, ""));
  }

  private static Bytes head(final int pointerSize, final int version) {
    return bytes()
        .all(new byte[pointerSize])
        .u32(77)
        .u32(4)
        .u32(1)
        .u32(0x103)
        .all(new byte[version >= 3 ? pointerSize : 0])
        .all(new byte[version >= 4 ? 4 : 0]);
  }

  private static byte[] classic(final int pointerSize, final int version, final byte... payload) {
    return RecordBytes.classic(pointerSize == 4 ? 0x0A : 0x14, CLASS, 1, version, 0, payload);
  }

  @Test
  void recordEndingBeforeItsName_isMalformed() {
    final byte[] whole =
        head(8, 4).all(new byte[4]).all("abc.exe\0".getBytes(ISO_8859_1)).toArray();
    for (int length = 0; length < whole.length; length++) {
      malformed = 0;

      assertThat(readRecords(classic(8, 4, Arrays.copyOf(whole, length)))).isEmpty();
      assertThat(malformed).isEqualTo(1);
    }
    assertThat(readRecords(classic(8, 4, whole))).hasSize(1);
  }

  @Test
  void sidBeyondTheRecord_isIgnored() {
    final byte[] payload = head(8, 4).u64(1).u64(0).u8(1).u8(15).u16(0).u32(0).toArray();

    assertThat(readRecords(classic(8, 4, payload))).isEmpty();
    assertThat(malformed).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u001b[2J.exe", "a\nb.exe", "\u007f"})
  void nameWithControlCharacters_isMalformed(final String name) {
    final byte[] payload = head(8, 4).u32(0).all(name.getBytes(ISO_8859_1)).u8(0).u16(0).toArray();

    assertThat(readRecords(classic(8, 4, payload))).isEmpty();
    assertThat(malformed).isEqualTo(1);
  }

  @Test
  void nameTooLong_isMalformed() {
    for (final int length : new int[] {255, 256}) {
      final byte[] name = "a".repeat(length).getBytes(ISO_8859_1);
      final byte[] payload = head(8, 4).u32(0).all(name).u8(0).u16(0).toArray();

      assertThat(readRecords(classic(8, 4, payload))).hasSize(length == 255 ? 1 : 0);
    }
    assertThat(malformed).isEqualTo(1);
  }

  @Test
  void unterminatedCommandLine_isReadToTheEnd() {
    final byte[] payload =
        head(8, 4)
            .u32(0)
            .all("a.exe\0".getBytes(ISO_8859_1))
            .all("a -b".getBytes(UTF_16LE))
            .u8(7)
            .toArray();

    assertThat(readRecords(classic(8, 4, payload)))
        .extracting(ProcessEvent::commandLine)
        .containsExactly("a -b");
  }

  @Test
  void otherEventsAndOldVersions_areIgnored() {
    final byte[] payload = head(8, 4).u32(0).all(new byte[20]).toArray();

    assertThat(
            readRecords(
                RecordBytes.perfinfo(0x11, 4, 0x0300, 0, payload),
                RecordBytes.perfinfo(0x11, 4, 0x0305, 0, payload),
                RecordBytes.perfinfo(0x11, 4, 0x0327, 0, payload),
                RecordBytes.perfinfo(0x11, 4, 0x0401, 0, payload),
                RecordBytes.perfinfo(0x11, 1, 0x0301, 0, payload),
                RecordBytes.classic(0x14, "9a280ac0-c8e0-11d1-84e2-00c04fb998a2", 1, 4, 0, payload),
                RecordBytes.manifest(CLASS, 1, 4, 0, 0, payload)))
        .isEmpty();
    assertThat(malformed).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "svchost.exe | C:\\Windows\\system32\\svchost.exe -k NetworkService -p -s Dnscache | Dnscache",
        "SvcHost.EXE | svchost.exe -k netsvcs -s \"BITS\"                                   | BITS",
        "svchost.exe | svchost.exe -s A_b.C-1 -k x                                          | A_b.C-1",
        "svchost.exe | svchost.exe -k -s                                                    |",
        "svchost.exe | svchost.exe -k netsvcs -p                                            |",
        "svchost.exe | svchost.exe -k x-s Dnscache                                          |",
        "svchost.exe | svchost.exe -s a\u202Eb                                              |",
        "chrome.exe  | chrome.exe -s Dnscache                                               |"
      })
  void serviceOfSvchost_isReadFromTheCommandLine(
      final String image, final String commandLine, final String service) {
    final org.etwflow.traces.ProcessEvent written =
        new org.etwflow.traces.ProcessEvent(Kind.DC_START, 8, 4, image, commandLine, true);
    final byte[] file = trace(8, HeaderKind.PERFINFO, 4, written).bytes();

    final ProcessObservation observation = read(file).get(0).observationIn(TraceFiles.trace(file));

    assertThat(observation.imageName()).isEqualTo(image);
    assertThat(observation.service()).isEqualTo(service);
    assertThat(observation.traceStart()).isEqualTo(TraceFiles.trace(file).header().sessionStart());
  }

  /** Reads a record at the very end of an array, so that no byte behind it can be read. */
  private List<ProcessEvent> readLast(final byte... payload) {
    final List<ProcessEvent> events = new ArrayList<>();
    final ProcessSchema schema = new ProcessSchema();
    TraceFiles.open(schema);
    final EtlBuffer buffer =
        BufferFixture.whole(
            SessionHeader.session().trace(),
            0,
            BufferBytes.buffer(RecordBytes.classic(0x14, CLASS, 1, 4, SessionHeader.START, payload))
                .ofSize(0));
    schema.deserialize(buffer, new ListCollector<>(events));
    malformed += schema.lastStatistics().malformedRecords();
    return events;
  }

  @Test
  void lastRecordOfABuffer_isNotReadBeyondItsEnd() {
    final byte[] withoutUser =
        head(8, 4).u32(0).all("abc.exe\0".getBytes(ISO_8859_1)).u16(0).toArray();
    final byte[] withUser =
        head(8, 4)
            .all(new byte[16])
            .all(SID)
            .all("abc.exe\0".getBytes(ISO_8859_1))
            .u16(0)
            .toArray();
    for (final byte[] whole : List.of(withoutUser, withUser)) {
      for (int length = 0; length < whole.length; length++) {
        assertThat(readLast(Arrays.copyOf(whole, length)))
            .allMatch(event -> List.of("", "abc.exe").contains(event.imageFileName()));
      }
      assertThat(readLast(whole))
          .extracting(ProcessEvent::imageFileName)
          .containsExactly("abc.exe");
    }
  }

  @Test
  void sidOfFifteenParts_isTheLongest() {
    for (final int parts : new int[] {0, 1, 15, 16}) {
      final byte[] payload =
          head(8, 4)
              .u64(1)
              .u64(0)
              .u8(1)
              .u8(parts)
              .u16(0)
              .u32(0x0500_0000)
              .all(new byte[4 * parts])
              .all("a.exe\0".getBytes(ISO_8859_1))
              .u16(0)
              .toArray();

      assertThat(readLast(payload)).hasSize(parts <= 15 ? 1 : 0);
    }
    assertThat(malformed).isEqualTo(1);
  }

  /** Without a name behind it, what looks like a SID is none: the zeros are no user and no name. */
  @Test
  void sidThatFillsTheRecord_isNoSid() {
    final byte[] payload = head(8, 4).all(new byte[16]).all(SID).toArray();

    assertThat(readLast(payload)).extracting(ProcessEvent::imageFileName).containsExactly("");
  }

  @Test
  void bytesThatAreNoSid_areNoUser() {
    for (final int changed : new int[] {0, 2, 3, 4, 5, 6}) {
      final byte[] almost = SID.clone();
      almost[changed] = 9;
      malformed = 0;

      final byte[] payload =
          head(8, 4).u64(1).u64(0).all(almost).all("a.exe\0".getBytes(ISO_8859_1)).u16(0).toArray();
      assertThat(readLast(payload)).isEmpty();
      assertThat(malformed).isEqualTo(1);
    }
  }

  @Test
  void unterminatedCommandLine_endsWithTheRecord() {
    final byte[] payload =
        head(8, 4)
            .u32(0)
            .all("a.exe\0".getBytes(ISO_8859_1))
            .all("a -b".getBytes(UTF_16LE))
            .toArray();

    assertThat(readLast(payload)).extracting(ProcessEvent::commandLine).containsExactly("a -b");
  }

  @Test
  void producedEvents_haveTheirTypeAndTime() {
    final ProcessSchema schema = new ProcessSchema();
    final ProcessEvent event =
        new ProcessEvent(ProcessObservation.Kind.START, 4, SessionHeader.START, "a.exe", "");

    assertThat(schema.getProducedType().getTypeClass()).isEqualTo(ProcessEvent.class);
    assertThat(schema.timestampMillis(event)).isEqualTo(SessionHeader.START_MILLIS);
  }
}
