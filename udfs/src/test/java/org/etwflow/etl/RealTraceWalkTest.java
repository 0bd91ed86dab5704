package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;

import org.etwflow.testing.RealTraces;
import org.etwflow.testing.TraceFiles;
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
  void everyRecordOfARealTraceIsWalkedToTheEndOfItsBuffer(
      final String file, final int buffers, final int records) {
    final byte[] bytes = TraceFiles.bytes(RealTraces.named(file));
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
          assertThat((end + 7) & -8).isEqualTo((buffer.used() + 7) & -8);
        });
    assertThat(count).containsExactly(buffers, records);
  }
}
