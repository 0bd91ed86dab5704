package org.etwflow.source.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.etwflow.source.config.HostNaming;
import org.etwflow.source.config.SplitSize;
import org.etwflow.source.discovery.TraceFile;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.LowerBounds;
import org.etwflow.testing.Bytes;
import org.etwflow.testing.RemoteFileSystem;
import org.etwflow.traces.TraceGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Splits of traces on distributed file systems. */
class RemoteFilePlanTest {

  private static final String RANGES = RemoteFileSystem.Ranges.SCHEME;
  private static final String STREAMS = RemoteFileSystem.Streams.SCHEME;

  @TempDir private Path folder;

  @BeforeEach
  void countFromZero() {
    RemoteFileSystem.reset();
  }

  private Path write(final byte[] bytes) throws IOException {
    return Files.write(folder.resolve("a.etl"), bytes);
  }

  private static byte[] trace(final String options) {
    return TraceGenerator.inMemory(options.split(" ")).bytes();
  }

  private static List<EtlSplit> plan(
      final String scheme, final Path file, final SplitSize size, final boolean withEventTime)
      throws IOException {
    return new SplitPlanner(new HostNaming.OneMachine(), size, withEventTime, TraceInput.DEFAULT)
        .plan(new TraceFile(RemoteFileSystem.path(scheme, file), Files.size(file), 0));
  }

  /** What a reader of a split does, and the event time of it. */
  private static Object content(final EtlSplit split) {
    return List.of(
        split.range(),
        split.kind(),
        split.bounds(),
        split.trace().start(),
        split.trace().number(),
        split.trace().requireHeader(),
        String.valueOf(split.trace().missing()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--cpus=8 --idle-cpus=3 --buffer-size=4K",
        "--cpus=8 --idle-cpus=1 --compressed --build=WINDOWS_8 --buffer-size=4K",
        "--circular=30 --buffer-size=4K",
        "--damaged-headers=4 --damaged-records=3 --buffer-size=8K",
        "--damaged-packing=4 --damaged-headers=5 --compressed --buffer-size=8K",
        "--clock=CPU_CYCLES --end=TRUNCATED --pointer-size=4"
      })
  void whereRangesAreCheap_splitsAndTheirTimes_areThoseOfALocalFile(final String options)
      throws IOException {
    final byte[] bytes = trace("--sends=4000 " + options);
    final Path file = write(Bytes.concat(bytes, trace("--sends=1000 " + options)));

    for (final long size : List.of(1L, 40_000L, Long.MAX_VALUE)) {
      final List<EtlSplit> local = plan("file", file, SplitSize.of(size), true);
      final List<EtlSplit> remote = plan(RANGES, file, SplitSize.of(size), true);

      assertThat(remote.stream().map(RemoteFilePlanTest::content))
          .isEqualTo(local.stream().map(RemoteFilePlanTest::content).toList());
      assertThat(local).noneMatch(split -> split.bounds().equals(LowerBounds.UNKNOWN));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--compressed", "--cpus=4"})
  void whereRangesAreCheap_anIndexReadsAHundredthOfTheFile(final String layout) throws IOException {
    final Path file = write(trace("--size=24M " + layout));

    final List<EtlSplit> splits = plan(RANGES, file, SplitSize.BY_TRACE, true);

    assertThat(splits).hasSizeGreaterThan(1);
    assertThat(RemoteFileSystem.bytes()).isLessThan(Files.size(file) / 100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--compressed", "--cpus=4"})
  void withoutEventTime_onlyTheStartOfTheFileIsRead(final String layout) throws IOException {
    final Path file = write(trace("--sends=4000 --buffer-size=4K " + layout));

    for (final String scheme : List.of(RANGES, STREAMS)) {
      RemoteFileSystem.reset();
      final List<EtlSplit> splits = plan(scheme, file, SplitSize.of(40_000), false);

      assertThat(splits).hasSizeGreaterThan(2);
      assertThat(RemoteFileSystem.requests()).isEqualTo(1);
      assertThat(RemoteFileSystem.bytes()).isLessThan(4_096);
    }
  }

  @Test
  void onAnObjectStore_onlyTheStartOfTheFileIsRead_whateverIsNeeded() throws IOException {
    final Path file = write(trace("--sends=4000 --buffer-size=4K"));

    final List<EtlSplit> splits = plan(STREAMS, file, SplitSize.BY_TRACE, true);

    assertThat(splits).hasSize(1).allMatch(split -> split.bounds().equals(LowerBounds.UNKNOWN));
    assertThat(RemoteFileSystem.requests()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--end=KILLED", "--end=KILLED --compressed"})
  void sessionThatWasNotClosed_isOneSplit_sinceAnotherMayBeAppended(final String options)
      throws IOException {
    final Path file = write(trace("--sends=4000 --buffer-size=4K " + options));

    assertThat(plan(STREAMS, file, SplitSize.of(40_000), true)).hasSize(1);
  }
}
