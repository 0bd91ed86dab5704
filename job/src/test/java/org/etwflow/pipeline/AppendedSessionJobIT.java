package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.etwflow.flow.row.Statistic.SEND_COUNT;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.window.Windowing;
import org.etwflow.quality.TraceQuality;
import org.etwflow.source.config.HostNaming;
import org.etwflow.testing.RowValues;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenSend;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files with several appended sessions. */
class AppendedSessionJobIT {

  private static final long SPLIT_SIZE = 16 << 10;
  private static final long SECOND = 10_000_000L;
  private static final long UNIX_EPOCH = 116_444_736_000_000_000L;

  private static final WrittenTrace FIRST =
      TraceGenerator.inMemory("--sends=1500", "--buffer-size=4K", "--seed=1");

  /** Session after a restart with another clock: the same ticks are other times. */
  private static final WrittenTrace SECOND_SESSION =
      TraceGenerator.inMemory(
          "--sends=900",
          "--buffer-size=8K",
          "--seed=2",
          "--start=2026-03-02T11:00:00Z",
          "--frequency=2994853");

  private static final WrittenTrace COMPRESSED =
      TraceGenerator.inMemory(
          "--sends=700",
          "--buffer-size=4K",
          "--seed=3",
          "--compressed",
          "--start=2026-03-02T12:00:00Z");

  @RegisterExtension private static final JobCluster CLUSTER = new JobCluster();

  @TempDir private Path folder;

  private static byte[] file(final WrittenTrace... sessions) throws IOException {
    final ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (final WrittenTrace session : sessions) {
      file.write(session.bytes());
    }
    return file.toByteArray();
  }

  private FlowResult run(final RuntimeExecutionMode mode, final int parallelism) throws Exception {
    final FlowSettings settings =
        new FlowSettings(
            List.of(folder.toString()),
            new HostNaming.OneMachine(),
            Grouping.parse("total"),
            new Windowing.Tumbling(Duration.ofSeconds(10)),
            10,
            false);
    final var environment = CLUSTER.environment(mode, parallelism);
    return FlowResult.of(environment, settings, SPLIT_SIZE);
  }

  /** Number of sends by start of window. */
  private static Map<Instant, Long> expected(final WrittenTrace... sessions) {
    return Arrays.stream(sessions)
        .flatMap(session -> session.readableSends().stream())
        .collect(
            Collectors.groupingBy(
                AppendedSessionJobIT::window, TreeMap::new, Collectors.counting()));
  }

  private static Instant window(final WrittenSend send) {
    return Instant.ofEpochSecond((send.time() - UNIX_EPOCH) / SECOND / 10 * 10);
  }

  private static Map<Instant, Long> counted(final FlowResult result) {
    return result.statistics().stream()
        .collect(
            Collectors.toMap(
                RowValues::windowStart, row -> row.integer(SEND_COUNT), Long::sum, TreeMap::new));
  }

  @ParameterizedTest
  @CsvSource({"BATCH, 1", "BATCH, 3", "STREAMING, 1", "STREAMING, 3"})
  void appendedSession_usesItsOwnClock(final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    Files.write(folder.resolve("a.etl"), file(FIRST, SECOND_SESSION, COMPRESSED));

    final FlowResult result = run(mode, parallelism);

    assertThat(counted(result)).isEqualTo(expected(FIRST, SECOND_SESSION, COMPRESSED));
    assertThat(result.statistics()).allMatch(RowValues::dataComplete);
    assertThat(result.traces())
        .extracting(TraceQuality::sessionStart, TraceQuality::sends, TraceQuality::problem)
        .containsExactlyInAnyOrder(
            tuple(Instant.parse("2026-03-02T09:00:00Z"), 1_500L, null),
            tuple(Instant.parse("2026-03-02T11:00:00Z"), 900L, null),
            tuple(Instant.parse("2026-03-02T12:00:00Z"), 700L, null));
  }

  @ParameterizedTest
  @CsvSource({"BATCH, 1", "STREAMING, 2"})
  void packedFile_hasSameSessions(final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("a.etl.gz")))) {
      out.write(file(COMPRESSED, FIRST, SECOND_SESSION));
    }

    final FlowResult result = run(mode, parallelism);

    assertThat(counted(result)).isEqualTo(expected(FIRST, SECOND_SESSION, COMPRESSED));
    assertThat(result.traces()).hasSize(3).allMatch(trace -> trace.problem() == null);
  }

  @Test
  void everySession_reportsItsMissingBuffers() throws Exception {
    final byte[] cut = Arrays.copyOf(FIRST.bytes(), 10 * 4_096);
    Files.write(
        folder.resolve("a.etl"),
        Stream.of(cut, SECOND_SESSION.bytes())
            .collect(
                ByteArrayOutputStream::new,
                ByteArrayOutputStream::writeBytes,
                (one, other) -> one.writeBytes(other.toByteArray()))
            .toByteArray());

    final FlowResult result = run(RuntimeExecutionMode.STREAMING, 2);

    assertThat(result.statistics())
        .allMatch(
            row ->
                row.dataComplete()
                        == !row.windowStart().isBefore(Instant.parse("2026-03-02T11:00:00Z"))
                    || row.windowStart().isBefore(Instant.parse("2026-03-02T09:00:10Z")));
    assertThat(result.traces())
        .extracting(TraceQuality::sends, TraceQuality::isDamaged)
        .contains(tuple(900L, false))
        .hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"BATCH", "STREAMING"})
  void sessionWithoutLogHeader_isDetectedBySequenceNumbers(final RuntimeExecutionMode mode)
      throws Exception {
    final byte[] both = file(FIRST, FIRST);
    final byte[] withoutHeader = new byte[both.length - 4_096];
    System.arraycopy(both, 0, withoutHeader, 0, FIRST.bytes().length);
    System.arraycopy(
        both,
        FIRST.bytes().length + 4_096,
        withoutHeader,
        FIRST.bytes().length,
        FIRST.bytes().length - 4_096);
    Files.write(folder.resolve("a.etl"), withoutHeader);

    final FlowResult result = run(mode, 2);

    assertThat(result.statistics()).isNotEmpty().noneMatch(RowValues::dataComplete);
    assertThat(result.traces())
        .singleElement()
        .satisfies(
            trace ->
                assertThat(trace.problem()).contains("restart at offset " + FIRST.bytes().length));
  }
}
