package org.etwflow.source.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.etwflow.source.config.HostNaming;
import org.etwflow.source.config.SplitSize;
import org.etwflow.source.discovery.TraceFile;
import org.etwflow.source.file.ParallelReads;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.planner.PlannedTrace;
import org.etwflow.source.planner.SplitPlanner;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.traces.TraceSession;
import org.etwflow.traces.WindowsBuild;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Detection of traces that cannot be of one machine. */
class MachineMixTest {

  private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir private Path folder;

  private int files;

  /** Creates a session of one minute. */
  private static TraceSession.Builder session(final Instant start, final Instant boot) {
    return TraceSession.builder()
        .startTime(start)
        .upTime(Duration.between(boot, start).toMillis() * 10_000);
  }

  private void write(final TraceSession.Builder builder) throws IOException {
    write(builder, null);
  }

  private void write(final TraceSession.Builder builder, final String computer) throws IOException {
    final TraceSession session = builder.build();
    final byte[] bytes =
        WrittenTrace.of(
                session,
                writer -> {
                  final long ticks = session.ticksAt(10_000_000);
                  if (computer != null) {
                    writer.record(0, ticks, cpuRecord(ticks, computer));
                  }
                  writer.endAt(session.ticksAt(600_000_000));
                })
            .bytes();
    Files.write(folder.resolve(files++ + ".etl"), bytes);
  }

  /** SystemConfig CPU under a SYSTEM header. */
  private static byte[] cpuRecord(final long ticks, final String computer) {
    final ByteBuffer record = ByteBuffer.allocate(32 + 20 + 512 + 8).order(ByteOrder.LITTLE_ENDIAN);
    record.putShort((short) 2).put((byte) 2).put((byte) 0xC0);
    record.putShort((short) record.capacity()).put((byte) 10).put((byte) 0x0B);
    record.putLong(-1).putLong(ticks).putLong(0);
    record.putInt(2_592).putInt(4).putInt(16_384).putInt(4_096).putInt(65_536);
    record.put(computer.getBytes(StandardCharsets.UTF_16LE));
    return record.array();
  }

  private Map<String, String> warning() {
    return warning(new HostNaming.OneMachine());
  }

  private Map<String, String> warning(final HostNaming naming) {
    final SplitPlanner planner = new SplitPlanner(naming, SplitSize.BY_TRACE, TraceInput.DEFAULT);
    final List<EtlSplit> splits =
        Stream.of(folder.toFile().listFiles())
            .map(
                file ->
                    new TraceFile(
                        new org.apache.flink.core.fs.Path(file.toURI()),
                        file.length(),
                        file.lastModified()))
            .flatMap(file -> planner.plan(file).stream())
            .toList();
    try (ParallelReads reads = ParallelReads.of(List.of())) {
      return MachineMix.among(PlannedTrace.of(splits), TraceInput.DEFAULT, reads);
    }
  }

  private void assertThatWarningOf(final int file, final String... texts) {
    assertThat(warning()).containsOnlyKeys(folder.resolve(file + ".etl").toString());
    assertThat(warning().values())
        .allSatisfy(
            text ->
                assertThat(text).contains(texts).contains("--host folder").hasSizeLessThan(900));
  }

  @Test
  void traces_ofOneStart_areOfOneMachine() throws IOException {
    write(session(START, START.minus(HOUR)));
    write(session(START.plusSeconds(30), START.minus(HOUR).plusMillis(1_300)));
    write(session(START.plus(HOUR), START.minus(HOUR).minusMillis(900)));

    assertThat(warning()).isEmpty();
  }

  @Test
  void traces_separatedByRestart_areOfOneMachine() throws IOException {
    write(session(START, START.minus(HOUR)));
    write(session(START.plus(HOUR), START.plusSeconds(600)));
    write(session(START.plus(HOUR.multipliedBy(5)), START.plus(HOUR.multipliedBy(4))).cpuCount(8));

    assertThat(warning()).isEmpty();
  }

  @Test
  void traces_withStartDuringOther_areOfDifferentMachines() throws IOException {
    write(session(START, START.minus(HOUR)));
    write(session(START.plus(HOUR), START.plusSeconds(30)));

    assertThatWarningOf(
        1, "running from 2026-03-02T09:00:30Z in ", "running from 2026-03-02T08:00:00Z in ");
  }

  @Test
  void concurrentTraces_withDifferentStarts_areOfDifferentMachines() throws IOException {
    write(session(START, START.minus(HOUR)));
    write(session(START.plusSeconds(1), START.minus(HOUR.multipliedBy(2))));

    assertThatWarningOf(0, "running from 2026-03-02T08:00:00Z", "2026-03-02T07:00:00Z");
  }

  @Test
  void invalidStart_isIgnored() throws IOException {
    write(session(START, START.minus(HOUR)));
    write(session(START, START.plus(HOUR)));
    write(session(START, Instant.parse("1601-01-01T00:00:00Z")));
    final Path file = folder.resolve("0.etl");
    final byte[] bytes = Files.readAllBytes(file);
    // BootTime is after the record header of the log header, 56 bytes, two pointers, and the time
    // zone.
    final int bootAt = 72 + 32 + 56 + 16 + 176;
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(bootAt, -5);
    Files.write(file, bytes);

    assertThat(warning()).isEmpty();
  }

  @Test
  void differentBuilds_areOfDifferentMachines() throws IOException {
    write(session(START, START.minus(HOUR)));
    write(session(START.plus(HOUR), START.plusSeconds(600)).build(WindowsBuild.SERVER_2019));
    write(session(START.plus(HOUR), START.plusSeconds(600)).build(WindowsBuild.WINDOWS_7));

    assertThatWarningOf(1, "build 17763 in ", "1.etl", "build 10586 in ", "0.etl");
  }

  @Test
  void differentProcessorCountsOfOneStart_areOfDifferentMachines() throws IOException {
    write(session(START, START.minus(HOUR)).cpuCount(4));
    write(session(START.plus(HOUR), START.minus(HOUR)).cpuCount(8));

    assertThatWarningOf(1, "8 processors in ", "4 processors in ");
  }

  @Test
  void differentComputerNames_areOfDifferentMachines() throws IOException {
    write(session(START, START.minus(HOUR)));
    write(session(START, START.minus(HOUR)), "DESK-1");
    write(session(START, START.minus(HOUR)), "desk_2");
    assertThatWarningOf(2, "computer desk_2 in ", "computer DESK-1 in ");
  }

  @Test
  void invalidComputerName_isIgnored() throws IOException {
    write(session(START, START.minus(HOUR)), "DESK-1");
    write(session(START, START.minus(HOUR)), "\u001b[31mDESK");
    write(session(START, START.minus(HOUR)), "");

    assertThat(warning()).isEmpty();
  }

  @Test
  void namedHosts_areNotCompared() throws IOException {
    write(session(START, START.minus(HOUR)));
    write(session(START, START.minus(HOUR)).build(WindowsBuild.WINDOWS_7));

    assertThat(warning(new HostNaming.File())).isEmpty();
  }
}
