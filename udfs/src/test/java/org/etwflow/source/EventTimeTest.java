package org.etwflow.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;
import org.apache.flink.connector.testutils.source.reader.TestingSplitEnumeratorContext;
import org.apache.flink.core.io.InputStatus;
import org.etwflow.event.SendIPV4;
import org.etwflow.event.SendIPV4Schema;
import org.etwflow.source.enumerator.EtlSplitEnumerator;
import org.etwflow.source.reader.EtlSourceReader;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenSend;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Output of one reader that reads all splits in the order of assignment. */
class EventTimeTest {

  private static final long WINDOW = Duration.ofSeconds(10).toMillis();

  @TempDir private Path folder;

  private void write(final String name, final String... options) throws Exception {
    Files.write(folder.resolve(name), TraceGenerator.inMemory(options).bytes());
  }

  private Emitted read(final long splitSize) throws Exception {
    final EtlSource<SendIPV4> source =
        EtlSource.<SendIPV4>builder()
            .setDeserializer(new SendIPV4Schema())
            .setInputs(folder.toString())
            .setSplitSize(splitSize)
            .build();
    final TestingSplitEnumeratorContext<EtlSplit> coordinator =
        new TestingSplitEnumeratorContext<>(1);
    coordinator.registerReader(0, "host");
    final EtlSplitEnumerator enumerator = (EtlSplitEnumerator) source.createEnumerator(coordinator);
    enumerator.start();
    coordinator.triggerAllActions();

    final Emitted emitted = new Emitted();
    final TestingReaderContext context = new TestingReaderContext();
    try (var reader = (EtlSourceReader<SendIPV4>) source.createReader(context)) {
      reader.start();
      int handedOut = 0;
      InputStatus status = InputStatus.MORE_AVAILABLE;
      while (status != InputStatus.END_OF_INPUT) {
        if (context.getNumSplitRequests() > handedOut) {
          handedOut++;
          enumerator.handleSplitRequest(0, "host");
          final var assignment = coordinator.getSplitAssignments().get(0);
          if (assignment.hasReceivedNoMoreSplitsSignal()) {
            reader.notifyNoMoreSplits();
          } else {
            reader.addSplits(List.copyOf(assignment.getAssignedSplits()));
            assignment.getAssignedSplits().clear();
          }
        }
        status = reader.pollNext(emitted);
        if (status == InputStatus.NOTHING_AVAILABLE && context.getNumSplitRequests() == handedOut) {
          reader.isAvailable().get(30, TimeUnit.SECONDS);
        }
      }
    }
    return emitted;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--cpus=8 --idle-cpus=3",
        "--cpus=8 --idle-cpus=1 --compressed --build=WINDOWS_8",
        "--circular=30 --buffer-size=4K",
        "--header=MANIFEST --extended-items=3 --buffer-size=8K",
        "--damaged-headers=4 --damaged-records=3 --buffer-size=8K",
        "--damaged-packing=4 --damaged-headers=5 --compressed --buffer-size=8K",
        "--clock=CPU_CYCLES --end=TRUNCATED --pointer-size=4"
      })
  void closedFile_noEventIsLate(final String options) throws Exception {
    write("trace.etl", ("--sends=4000 " + options).split(" ", -1));

    for (final long splitSize : List.of(1L, 40_000L, Long.MAX_VALUE)) {
      final Emitted emitted = read(splitSize);
      assertThat(emitted.sends).isGreaterThan(500);
      assertThat(emitted.late).isZero();
    }
  }

  @Test
  void manyFiles_noEventIsLate() throws Exception {
    for (int file = 0; file < 64; file++) {
      write(
          String.format(Locale.ROOT, "host-%d.etl", file),
          "--sends=200",
          "--seed=" + file,
          "--idle-cpus=1",
          "--buffer-size=4K",
          String.format(Locale.ROOT, "--start=2026-03-02T09:%02d:00Z", file % 7));
    }

    final Emitted emitted = read(8_192);

    assertThat(emitted.sends).isEqualTo(64 * 200);
    assertThat(emitted.late).isZero();
  }

  @Test
  void damagedTimeOfFirstRecord_noEventIsLate() throws Exception {
    final byte[] trace = TraceGenerator.inMemory("--sends=4000", "--buffer-size=8K").bytes();
    for (int buffer = 8_192; buffer < trace.length; buffer += 8_192) {
      // The timestamp of a PERFINFO record is 8 bytes after its start.
      Arrays.fill(trace, buffer + 72 + 8, buffer + 72 + 16, (byte) 0x7F);
    }
    Files.write(folder.resolve("trace.etl"), trace);

    final Emitted emitted = read(8_192);

    assertThat(emitted.sends).isGreaterThan(3_000);
    assertThat(emitted.late).isZero();
    assertThat(emitted.watermark).isGreaterThan(0);
  }

  /** Sets every second send back by one minute, so that some buffers start with an early time. */
  private static byte[] setBack(final WrittenTrace trace, final long units) {
    final ByteBuffer bytes = ByteBuffer.wrap(trace.bytes().clone()).order(ByteOrder.LITTLE_ENDIAN);
    final List<WrittenSend> sends = trace.readableSends();
    for (int i = sends.size() / 2; i < sends.size(); i += 2) {
      final WrittenSend send = sends.get(i);
      final int record = (int) send.buffer().orElseThrow().fileOffset() + send.position();
      // The timestamp of a PERFINFO record is 8 bytes after its start.
      bytes.putLong(record + 8, send.ticks() - units);
    }
    return bytes.array();
  }

  @ParameterizedTest
  @ValueSource(longs = {1L, 40_000L, Long.MAX_VALUE})
  void systemClockSetBack_noEventIsLate(final long splitSize) throws Exception {
    final WrittenTrace trace =
        TraceGenerator.inMemory("--sends=4000", "--clock=SYSTEM_TIME", "--buffer-size=8K");
    Files.write(folder.resolve("trace.etl"), setBack(trace, 120 * 10_000_000L));

    final Emitted emitted = read(splitSize);

    assertThat(emitted.sends).isEqualTo(4_000);
    assertThat(emitted.late).isZero();
  }

  /** With a clock that is never set, a record is at most a moment earlier than those before it. */
  @ParameterizedTest
  @ValueSource(longs = {1L, 40_000L, Long.MAX_VALUE})
  void monotonicClock_recordFarBeforeBuffer_isMalformed(final long splitSize) throws Exception {
    final WrittenTrace trace = TraceGenerator.inMemory("--sends=4000", "--buffer-size=8K");
    Files.write(folder.resolve("trace.etl"), setBack(trace, 120 * 10_000_000L));

    final Emitted emitted = read(splitSize);

    assertThat(emitted.sends).isBetween(2_000, 3_999);
    assertThat(emitted.late).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1L, 40_000L, Long.MAX_VALUE})
  void recordsSlightlyOutOfOrder_noEventIsLate(final long splitSize) throws Exception {
    final WrittenTrace trace = TraceGenerator.inMemory("--sends=4000", "--buffer-size=8K");
    Files.write(folder.resolve("trace.etl"), setBack(trace, 5_000_000L));

    final Emitted emitted = read(splitSize);

    assertThat(emitted.sends).isEqualTo(4_000);
    assertThat(emitted.late).isZero();
  }

  @Test
  void longTrace_windowsCloseWhileItIsRead() throws Exception {
    write("trace.etl", "--sends=60000", "--seconds=600", "--cpus=8", "--buffer-size=8K");

    final Emitted emitted = read(64 << 10);

    assertThat(emitted.windows).as("windows of 10 s in 600 s").isGreaterThanOrEqualTo(60);
    assertThat(emitted.mostOpen).as("windows open at once").isLessThan(15);
  }

  @Test
  void packedFile_holdsBackTimeUntilRead() throws Exception {
    write("late.etl", "--sends=2000", "--start=2026-03-02T10:00:00Z", "--buffer-size=8K");
    try (var out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("early.etl.gz")))) {
      out.write(TraceGenerator.inMemory("--sends=2000").bytes());
    }

    final Emitted emitted = read(8_192);

    assertThat(emitted.sends).isEqualTo(4_000);
    assertThat(emitted.late).isZero();
  }

  /** Simulates windows, and keeps only counts. */
  private static final class Emitted implements ReaderOutput<SendIPV4> {

    private final List<Long> openWindows = new ArrayList<>();
    private long watermark = Long.MIN_VALUE;
    private int sends;
    private int late;
    private int windows;
    private int mostOpen;

    @Override
    public void collect(final SendIPV4 send, final long timestamp) {
      sends++;
      if (timestamp <= watermark) {
        late++;
      }
      final long window = Math.floorDiv(timestamp, WINDOW);
      if (!openWindows.contains(window)) {
        openWindows.add(window);
        windows++;
        mostOpen = Math.max(mostOpen, openWindows.size());
      }
    }

    @Override
    public void emitWatermark(final Watermark next) {
      watermark = Math.max(watermark, next.getTimestamp());
      openWindows.removeIf(window -> (window + 1) * WINDOW - 1 <= watermark);
    }

    @Override
    public void collect(final SendIPV4 send) {
      throw new AssertionError("a send without a timestamp");
    }

    @Override
    public SourceOutput<SendIPV4> createOutputForSplit(final String splitId) {
      return this;
    }

    @Override
    public void releaseOutputForSplit(final String splitId) {}

    @Override
    public void markIdle() {}

    @Override
    public void markActive() {}
  }
}
