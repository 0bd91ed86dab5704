package org.etwflow.traces;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.etwflow.traces.TrafficType.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SampleTracesTest {

  private static final Path IN_REPOSITORY = Path.of("traces");

  @Test
  void samplesInTheRepository_areThoseOfTheGenerator(@TempDir Path folder) throws IOException {
    SampleTraces.writeTo(folder);
    final List<String> names = names(folder);
    assertThat(names)
        .containsExactlyElementsOf(names(IN_REPOSITORY))
        .hasSize(2 * SampleTraces.values().length);
    for (final String name : names) {
      assertThat(folder.resolve(name))
          .as(name)
          .hasBinaryContent(Files.readAllBytes(IN_REPOSITORY.resolve(name)));
    }
  }

  @Test
  void samples_areSmall() throws IOException {
    long bytes = 0;
    for (final String name : names(IN_REPOSITORY)) {
      bytes += Files.size(IN_REPOSITORY.resolve(name));
    }
    assertThat(bytes).isLessThan(2_000_000);
  }

  @Test
  void damagedSample_hasEveryKindOfDamage() {
    final WrittenTrace trace = SampleTraces.DAMAGED.generate();
    assertThat(trace.buffers())
        .extracting(WrittenBuffer::fault)
        .contains(BufferFault.NONE, BufferFault.DAMAGED_RECORD, BufferFault.DAMAGED_HEADER);
    assertThat(new TraceParser(trace.bytes()).logHeader())
        .containsEntry("EventsLost", 40)
        .hasEntrySatisfying("BuffersLost", lost -> assertThat((int) lost).isPositive());
    final WrittenBuffer last = trace.buffers().get(trace.buffers().size() - 1);
    assertThat(last.storedLength()).isLessThan(trace.session().bufferSize());
    assertThat(last.readableLength()).isBetween(BufferHeaderWriter.SIZE + 1, last.usedLength() - 1);
    assertThat(trace.events())
        .anyMatch(
            event ->
                !event.readable()
                    && event.buffer().isPresent()
                    && event.position() < event.buffer().orElseThrow().readableLength());
  }

  @ParameterizedTest
  @EnumSource
  void sample_hasAllKindsOfEvents(SampleTraces sample) {
    assertThat(sample.generate().readableEvents())
        .extracting(written -> written.event().type().kind())
        .contains(Kind.SEND, Kind.RECEIVE, Kind.CONNECT, Kind.ACCEPT, Kind.DISCONNECT)
        .contains(Kind.RETRANSMIT, Kind.COPY);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
