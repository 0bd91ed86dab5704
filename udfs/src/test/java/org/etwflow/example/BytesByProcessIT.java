package org.etwflow.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The example of the documentation, at work. */
class BytesByProcessIT {

  private static final long WINDOW = 100_000_000;

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(names = {"BATCH", "STREAMING"})
  void bytesOfEachProcessAndWindow_areThoseThatWereWritten(final RuntimeExecutionMode mode)
      throws Exception {
    final WrittenTrace trace = TraceGenerator.inMemory("--sends=2000", "--buffer-size=4K");
    Files.write(folder.resolve("trace.etl"), trace.bytes());
    final StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.setRuntimeMode(mode);
    env.setParallelism(2);
    final List<Tuple2<Long, Long>> sums = new ArrayList<>();

    try (CloseableIterator<Tuple2<Long, Long>> rows =
        BytesByProcess.of(env, folder.toString()).executeAndCollect()) {
      rows.forEachRemaining(sums::add);
    }

    final Map<Tuple2<Long, Long>, Long> expected =
        trace.readableSends().stream()
            .collect(
                Collectors.groupingBy(
                    send -> Tuple2.of((long) send.send().flow().processId(), send.time() / WINDOW),
                    Collectors.summingLong(send -> send.send().size())));
    assertThat(sums)
        .containsExactlyInAnyOrderElementsOf(
            expected.entrySet().stream()
                .map(entry -> Tuple2.of(entry.getKey().f0, entry.getValue()))
                .toList());
  }
}
