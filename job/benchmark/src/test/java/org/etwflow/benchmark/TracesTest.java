package org.etwflow.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.TrafficType;
import org.etwflow.traces.TrafficType.Kind;
import org.etwflow.traces.WrittenEvent;
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
    assertThat(traces.written())
        .isEqualTo(totals(expected, type -> type == TrafficType.TCP_SEND_IPV4));
  }

  @Test
  void totalsOfTraffic_areThoseOfAllNetworkEvents() throws Exception {
    final Traces traces = Traces.of(Workload.TRAFFIC, SCALE / 4, folder);
    final WrittenTrace expected = TraceGenerator.inMemory(Workload.TRAFFIC.options(SCALE / 4));

    assertThat(traces.files().get(0)).hasBinaryContent(expected.bytes());
    assertThat(traces.written())
        .isEqualTo(totals(expected, type -> type.kind() != Kind.COPY && type.kind() != Kind.FAIL));
  }

  /** Totals in windows of 60 s since 1970, computed independently. */
  private static Totals totals(final WrittenTrace trace, final Predicate<TrafficType> counted) {
    final Set<List<Object>> rows = new HashSet<>();
    long events = 0;
    long octets = 0;
    for (final WrittenEvent written : trace.events()) {
      final TrafficType type = written.event().type();
      if (counted.test(type)) {
        final boolean hasData = type.kind() == Kind.SEND || type.kind() == Kind.RECEIVE;
        events += hasData ? 1 : 0;
        octets += hasData ? written.event().size() : 0;
        final long second = written.time() / 10_000_000 - 11_644_473_600L;
        rows.add(List.of(second / 60, type.protocol(), written.event().flow()));
      }
    }
    return new Totals(events, octets, rows.size());
  }

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
