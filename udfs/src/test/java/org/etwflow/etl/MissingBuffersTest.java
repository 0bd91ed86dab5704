package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.etwflow.testing.RealTraces;
import org.etwflow.testing.TraceFiles;
import org.etwflow.traces.Flow;
import org.etwflow.traces.HeaderKind;
import org.etwflow.traces.RecordEncoding;
import org.etwflow.traces.Send;
import org.etwflow.traces.SessionClock;
import org.etwflow.traces.SessionEnd;
import org.etwflow.traces.TraceSession;
import org.etwflow.traces.TraceWriter;
import org.etwflow.traces.WrittenBuffer;
import org.etwflow.traces.WrittenSend;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the times of missing buffers with the sends that the writer lost. */
class MissingBuffersTest {

  private static final int BUFFER_SIZE = 1_024;
  private static final long SECOND = 10_000_000L;

  private static TraceSession.Builder session(final int cpus) {
    return TraceSession.builder().cpuCount(cpus).bufferSize(BUFFER_SIZE);
  }

  /** Writes sends at random times on CPUs with different loads. */
  private static WrittenTrace written(
      final TraceSession.Builder session, final int sends, final Random random) {
    return WrittenTrace.of(session.build(), writer -> send(writer, sends, random));
  }

  private static void send(final TraceWriter writer, final int sends, final Random random) {
    final Flow flow = Flow.of(4, "10.0.0.1", 49_152, "198.18.0.1", 443);
    final int cpus = writer.session().cpuCount();
    long elapsed = 0;
    for (int i = 0; i < sends; i++) {
      elapsed += random.nextLong(3 * SECOND);
      final int cpu = random.nextInt(1 + random.nextInt(cpus));
      writer.send(
          cpu,
          writer.session().ticksAt(elapsed),
          RecordEncoding.of(HeaderKind.PERFINFO),
          new Send(flow, 100, 0, 0));
    }
  }

  private static MissingBuffers missing(final byte[] file) {
    final BufferLedger ledger = new BufferLedger();
    TraceFiles.forEachBuffer(file, buffer -> add(buffer, ledger));
    return MissingBuffers.of(TraceFiles.trace(file).header(), ledger);
  }

  private static void add(final EtlBuffer buffer, final BufferLedger ledger) {
    if (!buffer.isReadable() || buffer.holdsLogHeader()) {
      return;
    }
    final RecordCursor records = buffer.records(new RecordCursor());
    long first = TraceClock.NOT_A_TIME;
    long last = TraceClock.NOT_A_TIME;
    while (records.next()) {
      last = buffer.timeOf(records);
      first = first == TraceClock.NOT_A_TIME ? last : first;
    }
    ledger.add(
        buffer.offset(), buffer.sequenceNumber(), buffer.cpu(), first, last, buffer.flushTime());
  }

  private static byte[] without(final WrittenTrace trace, final Set<Long> sequenceNumbers) {
    final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    kept.write(trace.bytes(), 0, BUFFER_SIZE);
    for (final WrittenBuffer buffer : trace.buffers()) {
      if (!sequenceNumbers.contains(buffer.sequenceNumber())) {
        kept.write(trace.bytes(), (int) buffer.fileOffset(), buffer.storedLength());
      }
    }
    return kept.toByteArray();
  }

  private static boolean covers(final MissingBuffers missing, final long time) {
    return missing.spans().stream().anyMatch(span -> span.from() <= time && time <= span.to());
  }

  private static void assertCoversAll(final MissingBuffers missing, final List<WrittenSend> lost) {
    assertThat(lost).allMatch(send -> covers(missing, send.time()));
  }

  private static List<WrittenSend> lost(final WrittenTrace trace) {
    return trace.sends().stream().filter(send -> send.buffer().isEmpty()).toList();
  }

  @Property(tries = 60)
  void missingBuffers_ofTheStart_areCovered(
      @ForAll final long seed, @ForAll @IntRange(min = 1, max = 4) final int cpus) {
    final WrittenTrace whole = written(session(cpus), 200, new Random(seed));
    final long first =
        whole.buffers().stream().mapToLong(WrittenBuffer::sequenceNumber).min().orElseThrow();
    final Set<Long> lowest = Set.of(first, first + 1, first + 2);

    final MissingBuffers missing = missing(without(whole, lowest));

    assertCoversAll(
        missing,
        whole.sends().stream()
            .filter(send -> lowest.contains(send.buffer().orElseThrow().sequenceNumber()))
            .toList());
  }

  @Test
  void bufferMissingWhereTheSystemClockWasSetBack_isCoveredFromTheEarlierTimeToTheLater() {
    final BufferLedger ledger = new BufferLedger();
    final LogHeader header =
        TraceFiles.trace(
                written(session(1).clock(SessionClock.SYSTEM_TIME), 400, new Random(1)).bytes())
            .header();
    final long start = header.sessionStart();
    ledger.add(1_024, 1, 0, start + 100 * SECOND, start + 200 * SECOND, TraceClock.NOT_A_TIME);
    ledger.add(2_048, 3, 0, start + 50 * SECOND, start + 60 * SECOND, TraceClock.NOT_A_TIME);

    final MissingBuffers missing = MissingBuffers.of(header, ledger);

    assertThat(missing.spans())
        .anyMatch(span -> span.from() <= start + 50 * SECOND && span.to() >= start + 200 * SECOND);
  }

  /** Worst case: each buffer seems to begin a session. */
  @Test
  void manySessions_areSearchedInBoundedTime() {
    final LogHeader header =
        TraceFiles.trace(
                written(session(1).clock(SessionClock.SYSTEM_TIME), 20, new Random(1)).bytes())
            .header();
    final BufferLedger ledger = new BufferLedger();
    for (int i = 0; i < 300_000; i++) {
      final long time = header.sessionStart() + i;
      ledger.add(i, 1, 0, time, time, TraceClock.NOT_A_TIME);
    }

    assertThat(MissingBuffers.of(header, ledger).spans()).isEmpty();
  }

  @Test
  void manyGapsAndProcessors_areSearchedInBoundedTime() {
    final LogHeader header =
        TraceFiles.trace(written(session(1), 20, new Random(1)).bytes()).header();
    final BufferLedger ledger = new BufferLedger();
    for (int i = 0; i < 60_000; i++) {
      final long sequence = i + Math.min(i, 900L);
      ledger.add(
          i, sequence, i, header.sessionStart(), header.sessionStart(), TraceClock.NOT_A_TIME);
    }

    assertThat(MissingBuffers.of(header, ledger).spans())
        .containsExactly(new TimeSpan(header.sessionStart(), Long.MAX_VALUE));
  }

  @Property(tries = 60)
  void missingBuffers_ofTheMiddleOrTheEnd_areCovered(
      @ForAll @IntRange(min = 1, max = 6) final int cpus, @ForAll final long seed) {
    final Random random = new Random(seed);
    final WrittenTrace trace = written(session(cpus), 300, random);
    final Set<Long> taken = new HashSet<>();
    trace.buffers().stream()
        .map(WrittenBuffer::sequenceNumber)
        .filter(number -> number > 1 && random.nextInt(5) == 0)
        .forEach(taken::add);

    final MissingBuffers missing = missing(without(trace, taken));

    assertCoversAll(
        missing,
        trace.sends().stream()
            .filter(send -> taken.contains(send.buffer().orElseThrow().sequenceNumber()))
            .toList());
    assertThat(missing.spans().isEmpty()).isEqualTo(taken.isEmpty());
  }

  @Property(tries = 60)
  void overwrittenBuffers_areCovered(
      @ForAll @IntRange(min = 1, max = 6) final int cpus,
      @ForAll @IntRange(min = 1, max = 40) final int ring,
      @ForAll final long seed) {
    final WrittenTrace trace = written(session(cpus).circular(ring), 300, new Random(seed));

    final MissingBuffers missing = missing(trace.bytes());

    assertCoversAll(missing, lost(trace));
    assertThat(missing.isOverwritten()).isEqualTo(!lost(trace).isEmpty());
  }

  @Property(tries = 60)
  void overwrittenBuffers_endWhereTheOldestKeptBufferOfEachCpuBegins(
      @ForAll @IntRange(min = 1, max = 6) final int cpus, @ForAll final long seed) {
    final WrittenTrace trace = written(session(cpus).circular(2 * cpus), 400, new Random(seed));
    final Map<Integer, WrittenSend> oldest = new TreeMap<>();
    trace.sends().stream()
        .filter(send -> send.buffer().isPresent())
        .forEach(send -> oldest.merge(send.cpu(), send, MissingBuffersTest::earlier));
    final long complete = oldest.values().stream().mapToLong(WrittenSend::time).max().orElseThrow();

    final List<TimeSpan> spans = missing(trace.bytes()).spans();

    if (oldest.size() == cpus) {
      assertThat(spans)
          .last()
          .satisfies(span -> assertThat(span.to()).isLessThanOrEqualTo(complete));
    }
  }

  private static WrittenSend earlier(final WrittenSend one, final WrittenSend other) {
    return one.ticks() <= other.ticks() ? one : other;
  }

  @Property(tries = 60)
  void buffersOfAKilledSession_areCoveredFromTheLastRecordsOn(
      @ForAll @IntRange(min = 1, max = 6) final int cpus, @ForAll final long seed) {
    final WrittenTrace trace = written(session(cpus).end(SessionEnd.KILLED), 300, new Random(seed));

    final MissingBuffers missing = missing(trace.bytes());

    assertCoversAll(missing, lost(trace));
    assertThat(missing.spans()).last().returns(Long.MAX_VALUE, TimeSpan::to);
  }

  @Property(tries = 60)
  void closedSession_hasNoMissingBuffers(
      @ForAll @IntRange(min = 1, max = 6) final int cpus, @ForAll final long seed) {
    final WrittenTrace trace = written(session(cpus + 2), 200, new Random(seed));

    assertThat(missing(trace.bytes()))
        .returns(0L, MissingBuffers::count)
        .returns(List.of(), MissingBuffers::spans);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "KernelNetwork.etl",
        "merged-compressed.etl",
        "ShutdownPerfDiagLogger.etl",
        "WindowsUpdate-events-lost.etl",
        "process_data_32_v2.etl",
        "process_data_64_v3.etl"
      })
  void realClosedSession_hasNoMissingBuffers(final String name) {
    final byte[] file = RealTraces.bytes(name);

    assertThat(missing(file).spans()).isEmpty();
  }

  /** One send per second on each of two CPUs. */
  @Test
  void bufferMissingInTheMiddle_isOfTheTimeBetweenItsNeighbours() {
    final WrittenTrace trace = written(session(1), 300, new Random(7));
    final WrittenBuffer taken = trace.buffers().get(5);

    final MissingBuffers missing = missing(without(trace, Set.of(taken.sequenceNumber())));

    assertThat(missing.count()).isOne();
    assertThat(missing.spans())
        .containsExactly(
            new TimeSpan(
                lastOf(trace, trace.buffers().get(4)), firstOf(trace, trace.buffers().get(6))));
  }

  private static long firstOf(final WrittenTrace trace, final WrittenBuffer buffer) {
    return timesOf(trace, buffer)[0];
  }

  private static long lastOf(final WrittenTrace trace, final WrittenBuffer buffer) {
    final long[] times = timesOf(trace, buffer);
    return times[times.length - 1];
  }

  private static long[] timesOf(final WrittenTrace trace, final WrittenBuffer buffer) {
    return trace.sends().stream()
        .filter(send -> send.buffer().filter(buffer::equals).isPresent())
        .mapToLong(WrittenSend::time)
        .toArray();
  }

  private static byte[] twoSessions(final SessionClock clock) throws IOException {
    final ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(written(session(2).clock(clock), 200, new Random(1)).bytes());
    final WrittenTrace appended =
        written(
            session(2).clock(clock).startTime(Instant.parse("2026-03-02T11:00:00Z")),
            200,
            new Random(2));
    both.write(appended.bytes(), BUFFER_SIZE, appended.bytes().length - BUFFER_SIZE);
    return both.toByteArray();
  }

  @Test
  void restartedSequenceNumbers_coverTheWholeSession() throws IOException {
    final byte[] file = twoSessions(SessionClock.QPC);
    final long first = written(session(2), 200, new Random(1)).bytes().length;

    assertThat(missing(file))
        .returns(first, MissingBuffers::restartOffset)
        .returns(
            List.of(new TimeSpan(TraceFiles.trace(file).header().sessionStart(), Long.MAX_VALUE)),
            MissingBuffers::spans);
  }

  @Test
  void restartedSequenceNumbers_withSystemTime_coverOnlyTheGaps() throws IOException {
    assertThat(missing(twoSessions(SessionClock.SYSTEM_TIME)).spans()).isEmpty();
  }

  @Test
  void bufferMissingInASessionAppendedByTheSystemTime_isOfTheTimeBetweenItsNeighbours()
      throws IOException {
    final byte[] file = twoSessions(SessionClock.SYSTEM_TIME);
    final byte[] cut = new byte[file.length - 2 * BUFFER_SIZE];
    System.arraycopy(file, 0, cut, 0, 5 * BUFFER_SIZE);
    System.arraycopy(file, 7 * BUFFER_SIZE, cut, 5 * BUFFER_SIZE, cut.length - 5 * BUFFER_SIZE);

    final long start = TraceFiles.trace(file).header().sessionStart();
    assertThat(missing(cut).spans())
        .isNotEmpty()
        .allMatch(span -> span.from() >= start && span.to() < start + 3_600 * SECOND);
  }

  @Test
  void repeatedBuffer_withSystemTime_isNotAnAppendedSession() throws IOException {
    final byte[] once =
        written(session(2).clock(SessionClock.SYSTEM_TIME), 200, new Random(1)).bytes();
    final ByteArrayOutputStream twice = new ByteArrayOutputStream();
    twice.write(once, 0, 6 * BUFFER_SIZE);
    twice.write(once, 5 * BUFFER_SIZE, once.length - 5 * BUFFER_SIZE);

    assertThat(missing(twice.toByteArray()).spans())
        .containsExactly(
            new TimeSpan(TraceFiles.trace(once).header().sessionStart(), Long.MAX_VALUE));
  }

  @Property(tries = 60)
  void holeInTheKeptPartOfACircularFile_isCovered(
      @ForAll @IntRange(min = 1, max = 4) final int cpus, @ForAll final long seed) {
    final WrittenTrace trace = written(session(cpus).circular(8 * cpus), 400, new Random(seed));
    final long last =
        trace.buffers().stream().mapToLong(WrittenBuffer::sequenceNumber).max().orElseThrow();
    for (final Set<Long> hole : List.of(Set.of(last - 2), Set.of(last))) {
      assertCoversAll(
          missing(without(trace, hole)),
          trace.sends().stream()
              .filter(
                  send ->
                      send.buffer().isEmpty()
                          || hole.contains(send.buffer().get().sequenceNumber()))
              .toList());
    }
  }

  @Test
  void ledger_hasBoundedSize() {
    final BufferLedger ledger = new BufferLedger();
    for (int i = 0; i < 3_000_000; i++) {
      ledger.add(i, 2L * i, 0, i, i, i);
    }
    final LogHeader header =
        TraceFiles.trace(written(session(1), 10, new Random(1)).bytes()).header();

    assertThat(ledger.entries.length).isLessThan(6 << 20);
    assertThat(MissingBuffers.of(header, ledger).spans())
        .containsExactly(new TimeSpan(header.sessionStart(), Long.MAX_VALUE));
  }
}
