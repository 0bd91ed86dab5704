package org.etwflow.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.etwflow.traces.Flow;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenSend;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracesTest {

  /** Scale at which the smallest trace has half a megabyte. */
  private static final double SCALE = 0.0005;

  @TempDir Path folder;

  @Test
  void traces_equalGeneratorOutput() throws Exception {
    final Traces traces = Traces.of(Workload.COMPRESSED, SCALE, folder);
    final WrittenTrace expected = TraceGenerator.inMemory(Workload.COMPRESSED.options(SCALE));

    assertThat(traces.files()).hasSize(1);
    assertThat(traces.files().get(0)).hasBinaryContent(expected.bytes());
    assertThat(traces.octets()).isEqualTo(expected.bytes().length);
    assertThat(traces.written()).isEqualTo(totals(expected, 60));
  }

  /** Totals in windows of whole seconds since 1970, computed independently. */
  private static Totals totals(final WrittenTrace trace, final long windowSeconds) {
    final Set<Row> rows = new HashSet<>();
    long octets = 0;
    for (final WrittenSend sent : trace.sends()) {
      octets += sent.send().size();
      final long second = sent.time() / 10_000_000 - 11_644_473_600L;
      rows.add(new Row(second / windowSeconds, sent.send().flow()));
    }
    return new Totals(trace.sends().size(), octets, rows.size());
  }

  private record Row(long window, Flow flow) {}

  @Test
  void fleet_hasOneFilePerHost() throws Exception {
    final Traces traces = Traces.of(Workload.FLEET, SCALE, folder);

    final Set<ByteBuffer> contents = new HashSet<>();
    for (final Path file : traces.files()) {
      contents.add(ByteBuffer.wrap(Files.readAllBytes(file)));
    }
    assertThat(contents).hasSize(64);
  }

  @Test
  void existingTraces_areReused() throws Exception {
    final Traces made = Traces.of(Workload.DESK, SCALE, folder);
    Files.write(made.files().get(0), new byte[1]);

    final Traces found = Traces.of(Workload.DESK, SCALE, folder);
    assertThat(found.octets()).isEqualTo(1);
    assertThat(found.written()).isEqualTo(made.written());
  }

  @Test
  void sharedTraces_areGeneratedOnce() throws Exception {
    final Traces made = Traces.of(Workload.LARGE_DESK, SCALE, folder);
    Files.write(made.files().get(0), new byte[1]);

    final Traces shared = Traces.of(Workload.ALL_STATISTICS, SCALE, folder);
    assertThat(shared.files()).isEqualTo(made.files());
    assertThat(shared.octets()).isEqualTo(1);
    assertThat(shared.written()).isEqualTo(made.written());
  }

  @Test
  void incompleteTraces_areGeneratedAgain() throws Exception {
    final Traces made = Traces.of(Workload.DESK, SCALE, folder);
    Files.write(made.files().get(0), new byte[1]);
    Files.delete(folder.resolve(made.folder().getFileName() + ".totals"));

    assertThat(Traces.of(Workload.DESK, SCALE, folder)).isEqualTo(made);
  }

  @Test
  void existingTraces_needNoSpace() throws Exception {
    assertThat(Traces.octetsToWrite(Workload.DESK, SCALE, folder)).isEqualTo(1_073_742);

    Traces.of(Workload.DESK, SCALE, folder);
    assertThat(Traces.octetsToWrite(Workload.DESK, SCALE, folder)).isZero();
  }
}
