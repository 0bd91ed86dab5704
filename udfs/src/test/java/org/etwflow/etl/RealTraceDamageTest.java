package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.etwflow.testing.BufferSpan;
import org.etwflow.testing.RealTraces;
import org.etwflow.testing.TraceFiles;
import org.junit.jupiter.api.Test;

/** Truncates and overwrites the start of a real compressed trace. */
class RealTraceDamageTest {

  private static final int LENGTH = 200_000;

  private static byte[] file() {
    return TraceFiles.cut(RealTraces.bytes("merged-compressed.etl"), LENGTH);
  }

  @Test
  void truncation_damagesOnlyItsBuffer() {
    final byte[] file = file();
    final Trace trace = TraceFiles.trace(file);
    final List<BufferSpan> buffers = BufferSpan.of(trace, file);
    for (final int cut : cuts(buffers)) {
      final List<BufferSpan> before = buffers.stream().filter(b -> b.end() <= cut).toList();
      final List<BufferSpan> spans = BufferSpan.of(trace, TraceFiles.cut(file, cut));

      assertThat(spans.subList(0, before.size())).isEqualTo(before);
      if (before.get(before.size() - 1).end() < cut) {
        assertThat(spans).hasSize(before.size() + 1);
        assertThat(spans.get(before.size()).condition()).isEqualTo(BufferCondition.TRUNCATED);
        assertThat(spans.get(before.size()).end()).isEqualTo(cut);
      } else {
        assertThat(spans).hasSameSizeAs(before);
      }
    }
  }

  /** Offsets all over the file and all offsets around the headers. */
  private static Set<Integer> cuts(final List<BufferSpan> buffers) {
    final Set<Integer> cuts = new TreeSet<>();
    for (int cut = 512; cut < LENGTH; cut += 1_009) {
      cuts.add(cut);
    }
    for (final BufferSpan buffer : buffers.subList(1, 5)) {
      for (int cut = -3; cut <= 75; cut++) {
        cuts.add((int) buffer.offset() + cut);
      }
    }
    cuts.removeIf(cut -> cut < 512);
    return cuts;
  }

  @Test
  void overwrittenBytes_damageOnlyTheirBuffers() {
    final byte[] file = file();
    final Trace trace = TraceFiles.trace(file);
    final List<BufferSpan> buffers = BufferSpan.of(trace, file);
    final Random random = new Random(1);
    for (int i = 0; i < 150; i++) {
      final byte[] bytes = new byte[1 << random.nextInt(16)];
      random.nextBytes(bytes);
      final int from = random.nextInt(LENGTH - bytes.length);

      final List<BufferSpan> spans =
          BufferSpan.of(trace, TraceFiles.overwritten(file, from, bytes));

      assertThat(spans)
          .containsAll(
              buffers.stream()
                  .filter(BufferSpan::isWhole)
                  .filter(b -> b.end() <= from || b.offset() >= from + bytes.length)
                  .toList());
      assertThat(spans).hasSizeLessThanOrEqualTo(buffers.size());
      assertThat(spans.stream().mapToLong(BufferSpan::storedSize).sum()).isEqualTo(LENGTH);
    }
  }

  @Test
  void allBuffersButTheTruncatedOne_areWhole() {
    assertThat(BufferSpan.of(file()))
        .filteredOn(span -> !span.isWhole())
        .extracting(BufferSpan::condition)
        .containsExactly(BufferCondition.TRUNCATED);
  }
}
