package org.etwflow.source.enumerator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.groups.Tuple;
import org.etwflow.etl.FirstRecordTime;
import org.etwflow.etl.LittleEndian;
import org.etwflow.etl.TimeSpan;
import org.etwflow.source.config.HostNaming;
import org.etwflow.source.config.SplitSize;
import org.etwflow.source.discovery.TraceFile;
import org.etwflow.source.discovery.TraceFinder;
import org.etwflow.source.enumerator.FollowedTrace.Stage;
import org.etwflow.source.file.StorageRequests;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.planner.SplitPlanner;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.testing.GrowingFile;
import org.etwflow.traces.FileLayout;
import org.etwflow.traces.Flow;
import org.etwflow.traces.HeaderKind;
import org.etwflow.traces.RecordEncoding;
import org.etwflow.traces.Send;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.TraceSession;
import org.etwflow.traces.WrittenBuffer;
import org.etwflow.traces.WrittenSend;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Looks at one growing file. Splits are as small as possible: one buffer. */
class TraceFollowerTest {

  private static final String FIXED = "--circular=0";
  private static final String PACKED = "--compressed";
  private static final int BUFFER_SIZE = 4_096;
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);
  private static final long IDLE_MILLIS = IDLE_TIMEOUT.toMillis();

  @TempDir private Path folder;

  private final SplitPlanner planner =
      new SplitPlanner(new HostNaming.OneMachine(), SplitSize.of(1), TraceInput.DEFAULT);
  private final TraceFollower follower = new TraceFollower(planner, IDLE_TIMEOUT);
  private long now = Instant.parse("2026-03-02T10:00:00Z").toEpochMilli();
  private GrowingFile file;
  private FollowedTrace known;

  @BeforeEach
  void nameFile() {
    file = new GrowingFile(folder.resolve("trace.etl"));
  }

  private static WrittenTrace written(final String... options) {
    final List<String> all =
        new ArrayList<>(List.of("--sends=300", "--send-share=1", "--buffer-size=4K"));
    all.addAll(List.of(options));
    return TraceGenerator.inMemory(all.toArray(String[]::new));
  }

  /** Looks at the file for new data; the next look continues from here. */
  private List<EtlSplit> look() {
    final TraceGrowth growth = follower.look(file.found(), known, now);
    if (growth == null) {
      return List.of();
    }
    assertThat(growth.before()).isEqualTo(known);
    known = growth.after();
    return growth.splits();
  }

  private List<EtlSplit> lookAt(final byte[] bytes) {
    return lookAt(bytes, bytes.length);
  }

  private List<EtlSplit> lookAt(final byte[] bytes, final int length) {
    file.holds(bytes, length, ++now);
    return look();
  }

  private List<EtlSplit> lookAfter(final long millis) {
    now += millis;
    return look();
  }

  private Stage stage() {
    return known == null ? null : known.stage();
  }

  private static List<Tuple> ranges(final List<EtlSplit> splits) {
    return splits.stream().map(split -> tuple(split.offset(), split.end())).toList();
  }

  /** Ranges of the buffers that are complete within a length of the trace. */
  private static List<Tuple> wholeBuffers(final WrittenTrace trace, final long length) {
    final List<Tuple> whole = new ArrayList<>();
    long start = 0;
    for (final long end : GrowingFile.bufferEnds(trace)) {
      if (end <= length) {
        whole.add(tuple(start, end));
      }
      start = end;
    }
    return whole;
  }

  private static <T> List<T> from(final int first, final List<T> all) {
    return all.subList(first, all.size());
  }

  private static void assertOnlyTheLastEndsTheTrace(final List<EtlSplit> splits) {
    assertThat(splits).isNotEmpty();
    assertThat(splits.subList(0, splits.size() - 1)).noneMatch(EtlSplit::endOfTrace);
    assertThat(splits.get(splits.size() - 1)).matches(EtlSplit::endOfTrace);
  }

  private static void assertOnlyTheEnd(final List<EtlSplit> splits, final long offset) {
    assertThat(splits)
        .singleElement()
        .matches(EtlSplit::endOfTrace)
        .returns(offset, EtlSplit::offset)
        .returns(offset, EtlSplit::end);
  }

  /** Lengths at each end of a buffer, just before and after it, and inside of headers. */
  private static Set<Integer> anyLengths(final WrittenTrace trace) {
    final NavigableSet<Integer> lengths =
        new TreeSet<>(List.of(0, 1, 71, 72, 104, 200, 400, 511, 512));
    for (final int end : GrowingFile.bufferEnds(trace)) {
      lengths.addAll(List.of(end - 1, end, end + 1, end + 71, end + 72, end + 600));
    }
    return lengths.headSet(trace.bytes().length, true);
  }

  @ParameterizedTest
  @ValueSource(strings = {FIXED, PACKED})
  void look_returnsNewWholeBuffers(final String layout) {
    final WrittenTrace trace = written(layout);
    final byte[] open = GrowingFile.open(trace);
    final List<Tuple> found = new ArrayList<>();

    for (final int length : anyLengths(trace)) {
      final List<EtlSplit> splits = lookAt(open, length);
      assertThat(splits).noneMatch(EtlSplit::endOfTrace);
      found.addAll(ranges(splits));
      assertThat(found).as("of %d bytes", length).isEqualTo(wholeBuffers(trace, length));
    }
    assertThat(stage()).isEqualTo(Stage.GROWING);
  }

  @ParameterizedTest
  @ValueSource(strings = {FIXED, PACKED})
  void look_cutsSplitsOfRequestedSize(final String layout) {
    final WrittenTrace trace = written(layout);
    final byte[] open = GrowingFile.open(trace);
    final TraceFollower large =
        new TraceFollower(
            new SplitPlanner(
                new HostNaming.OneMachine(), SplitSize.of(1 << 20), TraceInput.DEFAULT),
            IDLE_TIMEOUT);
    file.holds(open, now);

    final TraceGrowth growth = large.look(file.found(), null, now);

    assertThat(ranges(growth.splits())).containsExactly(tuple(0L, (long) open.length));
  }

  @ParameterizedTest
  @ValueSource(strings = {FIXED, PACKED})
  void session_isClosedByItsLogHeader(final String layout) {
    final WrittenTrace trace = written(layout);
    final long octets = trace.bytes().length;
    lookAt(GrowingFile.open(trace));
    assertThat(stage()).isEqualTo(Stage.GROWING);

    assertOnlyTheEnd(lookAt(trace.bytes()), octets);
    assertThat(stage()).isEqualTo(Stage.FINISHED);
    assertThat(look()).isEmpty();
    assertThat(lookAfter(2 * IDLE_MILLIS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {FIXED, PACKED})
  void end_isReturnedWithLastBuffers(final String layout) {
    final WrittenTrace trace = written(layout);
    final int seen = GrowingFile.bufferEnds(trace).get(3);
    lookAt(GrowingFile.open(trace), seen);

    final List<EtlSplit> rest = lookAt(trace.bytes());

    assertThat(ranges(rest)).isEqualTo(from(4, wholeBuffers(trace, trace.bytes().length)));
    assertOnlyTheLastEndsTheTrace(rest);
    assertThat(rest).allMatch(split -> split.trace().header().isClosed());
    assertThat(stage()).isEqualTo(Stage.FINISHED);
    assertThat(look()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {FIXED, PACKED})
  void closedFile_isReadAtOnce(final String layout) {
    final WrittenTrace trace = written(layout);

    final List<EtlSplit> all = lookAt(trace.bytes());

    assertThat(ranges(all)).isEqualTo(wholeBuffers(trace, trace.bytes().length));
    assertOnlyTheLastEndsTheTrace(all);
    assertThat(stage()).isEqualTo(Stage.FINISHED);
  }

  @ParameterizedTest
  @ValueSource(strings = {FIXED, PACKED})
  void copy_growsUntilAllCountedBuffersAreThere(final String layout) {
    final WrittenTrace trace = written(layout);
    final List<Integer> ends = GrowingFile.bufferEnds(trace);
    final int last = ends.size() - 1;
    final List<Tuple> found = new ArrayList<>();

    for (final int length : List.of(ends.get(1), ends.get(last - 1), ends.get(last) - 1)) {
      final List<EtlSplit> splits = lookAt(trace.bytes(), length);
      assertThat(splits).noneMatch(EtlSplit::endOfTrace);
      assertThat(stage()).isEqualTo(Stage.GROWING);
      found.addAll(ranges(splits));
    }
    final List<EtlSplit> rest = lookAt(trace.bytes());
    assertThat(stage()).isEqualTo(Stage.FINISHED);
    assertOnlyTheLastEndsTheTrace(rest);
    found.addAll(ranges(rest));
    assertThat(found).isEqualTo(wholeBuffers(trace, trace.bytes().length));
  }

  @Test
  void closedFile_unusedTailIsRead() {
    final WrittenTrace trace = written("--zero-tail=10000");
    final int used = GrowingFile.bufferEnds(trace).get(trace.buffers().size());
    lookAt(GrowingFile.open(trace));
    assertThat(known.offset()).isEqualTo(used);

    final List<EtlSplit> tail = lookAt(trace.bytes());

    assertOnlyTheLastEndsTheTrace(tail);
    assertThat(tail.get(0).offset()).isEqualTo(used);
    assertThat(tail.get(tail.size() - 1).end()).isEqualTo(used + 10_000L);
    assertThat(stage()).isEqualTo(Stage.FINISHED);
  }

  @ParameterizedTest
  @ValueSource(strings = {FIXED, PACKED})
  void silentFile_endIsReportedOnceAfterIdleTimeout(final String layout) {
    final WrittenTrace trace = written(layout);
    final int whole = GrowingFile.bufferEnds(trace).get(4);
    lookAt(GrowingFile.open(trace), whole + 100);

    assertThat(lookAfter(IDLE_MILLIS - 1)).isEmpty();
    assertThat(stage()).isEqualTo(Stage.GROWING);
    final List<EtlSplit> end = lookAfter(1);
    assertOnlyTheEnd(end, whole);
    assertThat(end.get(0).trace().size()).isEqualTo(whole + 100);
    assertThat(stage()).isEqualTo(Stage.SILENT);
    assertThat(lookAfter(1)).isEmpty();
    assertThat(lookAfter(2 * IDLE_MILLIS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {FIXED, PACKED})
  void silentFile_thatGrows_continuesAtItsOffset(final String layout) {
    final WrittenTrace trace = written(layout);
    final byte[] open = GrowingFile.open(trace);
    final List<Integer> ends = GrowingFile.bufferEnds(trace);
    lookAt(open, ends.get(4));
    lookAfter(IDLE_MILLIS);

    final List<EtlSplit> more = lookAt(open, ends.get(6));

    assertThat(ranges(more)).isEqualTo(wholeBuffers(trace, ends.get(6)).subList(5, 7));
    assertThat(more).noneMatch(EtlSplit::endOfTrace);
    assertThat(stage()).isEqualTo(Stage.GROWING);
    assertThat(lookAfter(IDLE_MILLIS - 1)).isEmpty();
    assertOnlyTheEnd(lookAfter(1), ends.get(6));
  }

  @Test
  void fileGrowingByLessThanABuffer_isNotSilent() {
    final byte[] open = GrowingFile.open(written());
    lookAt(open, 2 * BUFFER_SIZE);

    for (int more = 1; more < 5; more++) {
      now += IDLE_MILLIS - 1;
      assertThat(lookAt(open, 2 * BUFFER_SIZE + more)).isEmpty();
      assertThat(stage()).isEqualTo(Stage.GROWING);
    }
    assertThat(lookAfter(IDLE_MILLIS - 1)).isEmpty();
    assertOnlyTheEnd(lookAfter(1), 2 * BUFFER_SIZE);
  }

  @ParameterizedTest
  @ValueSource(strings = {FIXED, PACKED})
  void truncatedClosedFile_isReadToTruncatedTail(final String layout) {
    final WrittenTrace trace = written(layout);
    final int whole = GrowingFile.bufferEnds(trace).get(4);
    final int octets = whole + 300;
    lookAt(trace.bytes(), octets);
    assertThat(lookAfter(IDLE_MILLIS - 1)).isEmpty();
    assertThat(stage()).isEqualTo(Stage.GROWING);

    final List<EtlSplit> tail = lookAfter(1);

    assertThat(ranges(tail)).containsExactly(tuple((long) whole, (long) octets));
    assertOnlyTheLastEndsTheTrace(tail);
    assertThat(stage()).isEqualTo(Stage.FINISHED);
    assertThat(lookAfter(IDLE_MILLIS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {FIXED, PACKED})
  void closedFileWithoutLastBuffers_endsAtItsLastByte(final String layout) {
    final WrittenTrace trace = written(layout);
    final int octets = GrowingFile.bufferEnds(trace).get(4);
    lookAt(trace.bytes(), octets);

    assertOnlyTheEnd(lookAfter(IDLE_MILLIS), octets);
    assertThat(stage()).isEqualTo(Stage.FINISHED);
  }

  @ParameterizedTest
  @ValueSource(strings = {FIXED, PACKED})
  void preallocatedFile_isReadUpToZeros(final String layout) {
    final WrittenTrace trace = written(layout);
    final byte[] open = GrowingFile.open(trace);
    final byte[] bytes = new byte[open.length + 5_000];
    final List<Tuple> found = new ArrayList<>();
    assertThat(lookAt(bytes)).isEmpty();
    assertThat(known).isNull();

    for (final int end : GrowingFile.bufferEnds(trace)) {
      System.arraycopy(open, 0, bytes, 0, end);
      found.addAll(ranges(lookAt(bytes)));
      assertThat(found).isEqualTo(wholeBuffers(trace, end));
      assertThat(look()).isEmpty();
    }
  }

  @Test
  void preallocatedSilentFile_withNewBuffers_isReadOn() {
    final WrittenTrace trace = written();
    final byte[] open = GrowingFile.open(trace);
    final byte[] bytes = Arrays.copyOf(Arrays.copyOf(open, 3 * BUFFER_SIZE), open.length);
    lookAt(bytes);
    assertOnlyTheEnd(lookAfter(IDLE_MILLIS), 3 * BUFFER_SIZE);

    System.arraycopy(open, 0, bytes, 0, 4 * BUFFER_SIZE);

    assertThat(ranges(lookAt(bytes))).containsExactly(tuple(3L * BUFFER_SIZE, 4L * BUFFER_SIZE));
    assertThat(stage()).isEqualTo(Stage.GROWING);
  }

  @Test
  void fixedFile_damagedHeader_affectsNoOtherBuffer() {
    final WrittenTrace trace = written("--damaged-headers=3");
    final byte[] open = GrowingFile.open(trace);
    final List<Tuple> found = new ArrayList<>();

    for (final int end : GrowingFile.bufferEnds(trace)) {
      found.addAll(ranges(lookAt(open, end)));
      assertThat(found).isEqualTo(wholeBuffers(trace, end));
    }
  }

  @Test
  void packedFile_afterDamagedHeader_isReadOnceSilent() {
    final WrittenTrace trace = written(PACKED);
    final int damaged = GrowingFile.bufferEnds(trace).get(3);
    final long octets = trace.bytes().length;
    Arrays.fill(trace.bytes(), damaged, damaged + 72, (byte) 0xEE);
    final byte[] open = GrowingFile.open(trace);

    assertThat(ranges(lookAt(open))).isEqualTo(wholeBuffers(trace, damaged));
    assertThat(lookAt(trace.bytes())).isEmpty();
    assertThat(stage()).isEqualTo(Stage.GROWING);
    final List<EtlSplit> rest = lookAfter(IDLE_MILLIS);
    assertThat(ranges(rest)).containsExactly(tuple((long) damaged, octets));
    assertOnlyTheLastEndsTheTrace(rest);
    assertThat(stage()).isEqualTo(Stage.FINISHED);
  }

  private byte[] onlyWhole(final String kind) throws IOException {
    final ByteArrayOutputStream packed = new ByteArrayOutputStream();
    switch (kind) {
      case "trace.etl.gz" -> {
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
          gzip.write(written().bytes());
        }
      }
      case "trace.etl.zip" -> {
        try (ZipOutputStream zip = new ZipOutputStream(packed)) {
          zip.putNextEntry(new ZipEntry("trace.etl"));
          zip.write(written().bytes());
        }
      }
      case "circular.etl" -> packed.writeBytes(written("--circular=5").bytes());
      case "live-circular.etl" ->
          packed.writeBytes(GrowingFile.open(written("--circular=5", "--end=KILLED")));
      default -> packed.writeBytes("This is no trace. ".repeat(100).getBytes(UTF_8));
    }
    return packed.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"trace.etl.gz", "trace.etl.zip", "circular.etl", "live-circular.etl", "none.etl"})
  void fileReadAsAWhole_isReadOnceAfterIdleTimeout(final String kind) throws IOException {
    file = new GrowingFile(folder.resolve(kind));
    final byte[] bytes = onlyWhole(kind);
    assertThat(lookAt(bytes, bytes.length / 2)).isEmpty();
    assertThat(lookAfter(IDLE_MILLIS - 1)).isEmpty();
    assertThat(lookAt(bytes)).isEmpty();
    assertThat(lookAfter(IDLE_MILLIS - 1)).isEmpty();
    assertThat(known).isNull();

    final List<EtlSplit> all = lookAfter(1);

    assertThat(all).isEqualTo(planner.plan(file.found()));
    assertOnlyTheLastEndsTheTrace(all);
    assertThat(stage()).isEqualTo(Stage.FINISHED);
    assertThat(lookAfter(2 * IDLE_MILLIS)).isEmpty();

    assertThat(lookAt(bytes)).isEmpty();
    assertThat(lookAfter(2 * IDLE_MILLIS)).isEmpty();
    assertThat(stage()).isEqualTo(Stage.FINISHED);
  }

  @ParameterizedTest
  @ValueSource(strings = {FIXED, PACKED})
  void overwrittenFile_isReadFromItsStart(final String layout) {
    final WrittenTrace first = written(layout);
    final WrittenTrace second = written(layout, "--start=2026-03-02T09:30:00Z");
    final int length = GrowingFile.bufferEnds(second).get(2);
    lookAt(GrowingFile.open(first));

    final List<EtlSplit> start = lookAt(GrowingFile.open(second), length);
    assertOnlyTheEnd(start.subList(0, 1), first.bytes().length);
    assertThat(ranges(from(1, start))).isEqualTo(wholeBuffers(second, length));
    assertThat(stage()).isEqualTo(Stage.GROWING);
    final List<EtlSplit> rest = lookAt(second.bytes());
    assertThat(ranges(rest)).isEqualTo(from(3, wholeBuffers(second, second.bytes().length)));

    final List<EtlSplit> firstAgain = lookAt(first.bytes());
    assertThat(ranges(firstAgain)).isEqualTo(wholeBuffers(first, first.bytes().length));
  }

  private TraceGrowth growthOf(final byte[] bytes, final int length) {
    file.holds(bytes, length, ++now);
    return follower.look(file.found(), known, now);
  }

  private static void assertFinalReport(final EtlSplit report, final TimeSpan... spans) {
    assertThat(report)
        .returns(true, EtlSplit::isReport)
        .returns(Long.MAX_VALUE, EtlSplit::offset)
        .satisfies(split -> assertThat(split.trace().missing()).containsExactly(spans));
  }

  @ParameterizedTest
  @ValueSource(strings = {"FIXED", "PACKED", "CIRCULAR", "NONE"})
  void overwrittenGrowingFile_losesItsTail(final String other) {
    final WrittenTrace trace = written("--cpus=1");
    lookAt(GrowingFile.open(trace), 3 * BUFFER_SIZE);
    final long lastKnown = firstTime(trace, trace.buffers().get(1)) - FirstRecordTime.MAX_DISORDER;
    final String start = "--start=2026-03-02T09:30:00Z";
    final WrittenTrace next =
        switch (other) {
          case "PACKED" -> written(PACKED, start);
          case "CIRCULAR" -> written("--circular=5", start);
          default -> written(start);
        };
    final byte[] bytes = other.equals("NONE") ? new byte[10_000] : GrowingFile.open(next);
    final String id = known.trace().id();

    if (other.equals("CIRCULAR") || other.equals("NONE")) {
      assertThat(growthOf(bytes, bytes.length)).isNull();
      assertThat(follower.unreadSince()).containsEntry(file.name(), now);
      now += IDLE_MILLIS;
    } else {
      file.holds(bytes, ++now);
    }
    final TraceGrowth growth = follower.look(file.found(), known, now);

    final long end = other.equals("NONE") ? Long.MAX_VALUE : next.session().startTime() - 1;
    assertFinalReport(growth.missing().get(0), new TimeSpan(lastKnown, end));
    assertThat(growth.missing().get(0).trace().id()).isEqualTo(id);
    assertThat(growth.splits().get(0))
        .returns(id, split -> split.trace().id())
        .returns(true, EtlSplit::endOfTrace)
        .returns(3L * BUFFER_SIZE, EtlSplit::offset)
        .satisfies(
            split ->
                assertThat(split.remark().note()).contains("overwritten", "events may be missing"));
    assertThat(follower.unreadSince()).isEmpty();
  }

  @Test
  void growingFile_overwrittenByAnEarlierSession_mayHaveGoneOn() {
    lookAt(GrowingFile.open(written("--cpus=1")), 3 * BUFFER_SIZE);

    final TraceGrowth growth =
        growthOf(GrowingFile.open(written("--start=2026-03-02T08:00:00Z")), 3 * BUFFER_SIZE);

    assertThat(growth.missing().get(0).trace().missing())
        .singleElement()
        .returns(Long.MAX_VALUE, TimeSpan::to);
  }

  @Test
  void overwrittenSilentFile_lossEndsWhereTheNextSessionBegins() {
    lookAt(GrowingFile.open(written("--cpus=1")), 3 * BUFFER_SIZE);
    lookAfter(IDLE_MILLIS);
    final long from = known.missing().get(0).from();
    final WrittenTrace next = written("--start=2026-03-02T09:30:00Z");

    final TraceGrowth growth = growthOf(GrowingFile.open(next), 3 * BUFFER_SIZE);

    assertFinalReport(growth.missing().get(0), new TimeSpan(from, next.session().startTime() - 1));
    assertThat(growth.splits()).noneMatch(EtlSplit::endOfTrace);
  }

  @Test
  void overwrittenFinishedFile_losesNothing() {
    lookAt(written().bytes());

    final TraceGrowth growth =
        growthOf(GrowingFile.open(written("--start=2026-03-02T09:30:00Z")), 3 * BUFFER_SIZE);

    assertThat(growth.missing()).noneMatch(split -> split.offset() == Long.MAX_VALUE);
    assertThat(growth.splits()).noneMatch(EtlSplit::endOfTrace);
  }

  /** The second buffer is damaged meanwhile: only an index that is built again misses it. */
  @Test
  void silentFile_isIndexedAgainOnlyWhenItGrows() {
    final WrittenTrace trace = written("--cpus=1");
    final byte[] open = GrowingFile.open(trace);
    lookAt(open, 5 * BUFFER_SIZE);
    lookAfter(IDLE_MILLIS);
    final List<TimeSpan> silent = known.missing();
    Arrays.fill(open, 2 * BUFFER_SIZE, 2 * BUFFER_SIZE + 72, (byte) 0xEE);

    assertThat(lookAt(open, 5 * BUFFER_SIZE + 100)).isEmpty();
    assertThat(known.missing()).isEqualTo(silent);
    lookAt(open, 6 * BUFFER_SIZE);

    assertThat(stage()).isEqualTo(Stage.GROWING);
    assertThat(known.missing())
        .singleElement()
        .returns(true, span -> span.to() < silent.get(0).from());
  }

  @ParameterizedTest
  @ValueSource(strings = {FIXED, PACKED})
  void silentFile_missingIntervals_equalThoseOfClosedFile(final String layout) {
    final WrittenTrace trace = written(layout, "--cpus=3");
    for (final int end : GrowingFile.bufferEnds(trace)) {
      lookAt(GrowingFile.open(trace), end);
      final FollowedTrace growing = known;
      lookAfter(IDLE_MILLIS);

      assertThat(stage()).isEqualTo(Stage.SILENT);
      assertThat(known.missing()).isNotEmpty().isEqualTo(missingOfClosedFile());
      // From the state alone, as after a restart.
      assertThat(new TraceFollower(planner, IDLE_TIMEOUT).look(file.found(), growing, now).after())
          .isEqualTo(known);
    }
  }

  private List<TimeSpan> missingOfClosedFile() {
    return planner.plan(file.found()).get(0).trace().missing();
  }

  @ParameterizedTest
  @ValueSource(strings = {FIXED, PACKED})
  void followedSession_missingIntervals_equalThoseOfClosedFile(final String layout) {
    final WrittenTrace trace = written(layout, "--cpus=3");
    lookAt(GrowingFile.open(trace), GrowingFile.bufferEnds(trace).get(3));
    lookAt(GrowingFile.open(trace), GrowingFile.bufferEnds(trace).get(6));
    lookAt(trace.bytes());

    assertThat(stage()).isEqualTo(Stage.FINISHED);
    assertThat(known.missing()).isEmpty();

    file = new GrowingFile(folder.resolve("cut.etl"));
    known = null;
    lookAt(trace.bytes(), GrowingFile.bufferEnds(trace).get(3));
    lookAt(trace.bytes(), GrowingFile.bufferEnds(trace).get(6));
    lookAfter(IDLE_MILLIS);
    assertThat(stage()).isEqualTo(Stage.FINISHED);
    assertThat(known.missing()).isNotEmpty().isEqualTo(missingOfClosedFile());
  }

  @Test
  void bufferOutOfSequence_isMissingUntilItArrives() {
    final WrittenTrace trace = written(FIXED, "--cpus=1");
    final byte[] open = GrowingFile.open(trace);
    final byte[] swapped = open.clone();
    System.arraycopy(open, 3 * BUFFER_SIZE, swapped, 2 * BUFFER_SIZE, BUFFER_SIZE);
    System.arraycopy(open, 2 * BUFFER_SIZE, swapped, 3 * BUFFER_SIZE, BUFFER_SIZE);

    lookAt(swapped, 2 * BUFFER_SIZE);
    assertThat(known.missing()).isEmpty();
    lookAt(swapped, 3 * BUFFER_SIZE);
    assertThat(known.missing()).hasSize(1);
    lookAt(swapped, 4 * BUFFER_SIZE);
    assertThat(known.missing()).isEmpty();
  }

  @Test
  void finishedFile_writtenTo_isNotReadAgain() {
    final byte[] bytes = written().bytes();
    lookAt(bytes);

    assertThat(lookAt(Arrays.copyOf(bytes, bytes.length + 3 * BUFFER_SIZE))).isEmpty();
    assertThat(lookAt(bytes, 3 * BUFFER_SIZE)).isEmpty();
    assertThat(lookAt(bytes)).isEmpty();
    assertThat(stage()).isEqualTo(Stage.FINISHED);
  }

  @ParameterizedTest
  @ValueSource(strings = {FIXED, PACKED})
  void restartedCopy_isReadOnce(final String layout) {
    final WrittenTrace trace = written(layout);
    final List<Integer> ends = GrowingFile.bufferEnds(trace);
    final List<Tuple> found = new ArrayList<>();

    for (final int length : List.of(ends.get(6), ends.get(2), ends.get(4) + 10, ends.get(7))) {
      found.addAll(ranges(lookAt(trace.bytes(), length)));
    }
    found.addAll(ranges(lookAt(trace.bytes())));

    assertThat(found).isEqualTo(wholeBuffers(trace, trace.bytes().length));
    assertThat(stage()).isEqualTo(Stage.FINISHED);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 50, 300})
  void fileWithPartialLogHeader_isReadWhenItGrows(final int length) {
    final WrittenTrace trace = written();
    assertThat(lookAt(trace.bytes(), length)).isEmpty();
    assertThat(lookAfter(IDLE_MILLIS - 1)).isEmpty();
    assertThat(known).isNull();

    assertThat(lookAfter(1))
        .singleElement()
        .matches(EtlSplit::endOfTrace)
        .satisfies(split -> assertThat(split.problem()).isNotBlank());
    assertThat(lookAfter(IDLE_MILLIS)).isEmpty();

    assertThat(ranges(lookAt(trace.bytes()))).isEqualTo(wholeBuffers(trace, trace.bytes().length));
  }

  @Test
  void deletedFile_isRetried() throws IOException {
    final byte[] open = GrowingFile.open(written());
    lookAt(open, 3 * BUFFER_SIZE);
    final TraceFile found = file.found();
    Files.delete(folder.resolve("trace.etl"));

    assertThat(follower.look(found, known, now)).isNull();
    assertThat(follower.unreadSince()).containsExactly(entry(file.name(), now));
    assertThat(follower.look(found, known, now + IDLE_MILLIS)).isNull();
    assertThat(follower.unreadSince()).containsExactly(entry(file.name(), now));
    assertThat(ranges(lookAt(open, 4 * BUFFER_SIZE)))
        .containsExactly(tuple(3L * BUFFER_SIZE, 4L * BUFFER_SIZE));
    assertThat(follower.unreadSince()).isEmpty();
  }

  @Test
  void brokenLink_inPlaceOfGrowingFile_isRetried() throws IOException {
    final byte[] open = GrowingFile.open(written());
    lookAt(open, 3 * BUFFER_SIZE);
    final Path path = folder.resolve("trace.etl");
    Files.delete(path);
    Files.createSymbolicLink(path, folder.resolve("absent"));
    final TraceFile broken =
        new TraceFinder(List.of(folder.toString()), StorageRequests.DEFAULT)
            .findPresent()
            .files()
            .get(0);

    assertThat(follower.look(broken, known, now)).isNull();
    assertThat(follower.unreadSince()).containsOnlyKeys(file.name());
    Files.delete(path);
    assertThat(ranges(lookAt(open, 4 * BUFFER_SIZE)))
        .containsExactly(tuple(3L * BUFFER_SIZE, 4L * BUFFER_SIZE));
  }

  @Test
  void fileThatCouldNeverBeRead_isReportedAfterIdleTimeout() throws IOException {
    final byte[] open = GrowingFile.open(written());
    file.holds(open, 3 * BUFFER_SIZE, now);
    final TraceFile found = file.found();
    Files.delete(folder.resolve("trace.etl"));

    assertThat(follower.look(found, null, now)).isNull();
    assertThat(follower.look(found, null, now + IDLE_MILLIS - 1)).isNull();
    final TraceGrowth growth = follower.look(found, null, now + IDLE_MILLIS);
    assertThat(growth.splits())
        .singleElement()
        .satisfies(split -> assertThat(split.problem()).isNotBlank());
    known = growth.after();
    assertThat(follower.look(found, known, now + 3 * IDLE_MILLIS)).isNull();

    assertThat(ranges(lookAt(open, 2 * BUFFER_SIZE)))
        .containsExactly(
            tuple(0L, (long) BUFFER_SIZE), tuple((long) BUFFER_SIZE, 2L * BUFFER_SIZE));
    assertThat(stage()).isEqualTo(Stage.GROWING);
  }

  /** Trace of two CPUs, one of which sends so rarely that its buffers are far behind. */
  private static WrittenTrace ofTwoCpus(final FileLayout layout) {
    final TraceSession session =
        TraceSession.builder().cpuCount(2).bufferSize(1_024).layout(layout).build();
    final Flow flow = Flow.of(4_711, "10.0.0.1", 49_152, "198.18.0.1", 443);
    return WrittenTrace.of(
        session,
        writer -> {
          for (int i = 0; i < 400; i++) {
            final long ticks = session.ticksAt(1_000_000L * (1 + i));
            final int cpu = i % 9 == 0 ? 1 : 0;
            writer.send(
                cpu, ticks, RecordEncoding.of(HeaderKind.PERFINFO), new Send(flow, i, 0, 0));
          }
        });
  }

  private static long firstTime(final WrittenTrace trace, final WrittenBuffer buffer) {
    return trace.sends().stream()
        .filter(send -> send.buffer().filter(buffer::equals).isPresent())
        .mapToLong(WrittenSend::time)
        .min()
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(names = {"SEQUENTIAL", "COMPRESSED"})
  void latestTime_isOfBufferThatStartsLatest(final FileLayout layout) {
    final WrittenTrace trace = ofTwoCpus(layout);
    final byte[] open = GrowingFile.open(trace);
    final List<Integer> ends = GrowingFile.bufferEnds(trace);
    long latest = trace.session().startTime();
    int behind = 0;

    for (int buffer = 0; buffer < trace.buffers().size(); buffer++) {
      final long first = firstTime(trace, trace.buffers().get(buffer));
      behind += first < latest ? 1 : 0;
      latest = Math.max(latest, first);
      final List<EtlSplit> splits = lookAt(open, ends.get(buffer + 1));
      assertThat(known.latest()).isEqualTo(latest);
      assertThat(splits.get(splits.size() - 1).lowerBound())
          .isEqualTo(first - FirstRecordTime.MAX_DISORDER);
    }
    assertThat(behind).isPositive();
  }

  @Test
  void timeFarInTheFuture_isIgnored() {
    final WrittenTrace trace = written();
    final byte[] open = GrowingFile.open(trace);
    lookAt(open, 3 * BUFFER_SIZE);
    final long latest = known.latest();
    // The timestamp of a PERFINFO record is 8 bytes after its start.
    final int timestampAt = 3 * BUFFER_SIZE + 72 + 8;
    final long ticks = LittleEndian.i64(open, timestampAt);
    putLong(open, timestampAt, ticks + 3 * 3_600 * trace.session().frequency());

    lookAt(open, 4 * BUFFER_SIZE);

    assertThat(known.latest()).isEqualTo(latest);
  }

  private static void putLong(final byte[] bytes, final int at, final long value) {
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[at + i] = (byte) (value >>> (8 * i));
    }
  }
}
