package org.etwflow.source.reader;

import static org.assertj.core.api.Assertions.assertThat;

import org.etwflow.etl.BufferHeader;
import org.etwflow.etl.EtlBuffer;
import org.junit.jupiter.api.Test;

class BufferBatchTest {

  private final BufferBatch batch = new BufferBatch(used -> {});

  private EtlBuffer add(final int size) {
    final EtlBuffer buffer = batch.next();
    buffer.reserve(size);
    batch.add();
    return buffer;
  }

  @Test
  void largeBuffer_afterMoreAndMoreSmallOnes_isNotKeptAtEveryPosition() {
    for (int smallOnes = 0; smallOnes < 100; smallOnes++) {
      batch.start("split");
      for (int i = 0; i < smallOnes; i++) {
        add(BufferHeader.SIZE);
      }
      add(BufferHeader.MAX_BUFFER_SIZE);

      assertThat(batch.bytesKept())
          .isLessThanOrEqualTo(BufferBatch.MAX_KEPT_BYTES + BufferHeader.MAX_BUFFER_SIZE);
    }
  }

  @Test
  void buffers_ofSameSize_areReused() {
    for (final int size : new int[] {4 << 10, 64 << 10, 1 << 20, BufferHeader.MAX_BUFFER_SIZE}) {
      final BufferBatch ordinary = new BufferBatch(used -> {});
      final int count = (EtlSplitReader.BATCH_SIZE + size - 1) / size;
      final byte[][] arrays = new byte[count][];
      for (int round = 0; round < 3; round++) {
        ordinary.start("split");
        for (int i = 0; i < count; i++) {
          final byte[] bytes = ordinary.next().reserve(size);
          ordinary.add();
          assertThat(round == 0 || bytes == arrays[i]).isTrue();
          arrays[i] = bytes;
        }
      }
    }
  }
}
