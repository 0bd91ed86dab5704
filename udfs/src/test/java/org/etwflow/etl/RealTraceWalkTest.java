package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.etwflow.testing.RealTraces;
import org.etwflow.testing.TraceFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RealTraceWalkTest {

  @ParameterizedTest
  @CsvSource({
    "KernelNetwork.etl, 129, 8924",
    "ShutdownPerfDiagLogger.etl, 49, 17078",
    "WindowsUpdate-events-lost.etl, 7, 82",
    "merged-compressed.etl, 276, 168298",
    "process_data_32_v2.etl, 3, 9",
    "process_data_64_v3.etl, 2, 9",
  })
  void realTrace_isWalkedToTheEndOfEveryBuffer(
      final String file, final int buffers, final int records) {
    final byte[] bytes = RealTraces.bytes(file);
    final RecordCursor cursor = new RecordCursor();
    final int[] count = new int[2];
    TraceFiles.forEachBuffer(
        bytes,
        buffer -> {
          assertThat(buffer.condition()).isEqualTo(BufferCondition.WHOLE);
          count[0]++;
          int end = BufferHeader.SIZE;
          buffer.records(cursor);
          while (cursor.next()) {
            count[1]++;
            end = cursor.offset() + cursor.size();
          }
          assertThat(cursor.isBroken()).isFalse();
          assertThat((end + 7) & -8).isEqualTo((buffer.recordsEnd() + 7) & -8);
        });
    assertThat(count).containsExactly(buffers, records);
  }

  @Test
  void invalidRecord_endsOnlyItsBuffer() {
    final byte[] file = RealTraces.bytes("ShutdownPerfDiagLogger.etl");
    // The size of the first record in buffer 42 of the file, which holds 381.
    final byte[] damaged =
        TraceFiles.overwritten(file, 42 * 65_536 + BufferHeader.SIZE + 4, (byte) 0, (byte) 0);
    final RecordCursor cursor = new RecordCursor();
    final List<Long> brokenBuffers = new ArrayList<>();
    final int[] count = new int[1];

    TraceFiles.forEachBuffer(
        damaged,
        buffer -> {
          buffer.records(cursor);
          while (cursor.next()) {
            count[0]++;
          }
          if (cursor.isBroken()) {
            brokenBuffers.add(buffer.offset());
          }
        });

    assertThat(count[0]).isEqualTo(17_078 - 381);
    assertThat(brokenBuffers).containsExactly(42L * 65_536);
  }
}
