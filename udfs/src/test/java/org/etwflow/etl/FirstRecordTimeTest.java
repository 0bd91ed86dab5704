package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.etwflow.testing.RealTraces;
import org.etwflow.testing.TraceFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirstRecordTimeTest {

  private static long firstTime(final byte[] file, final long offset) {
    final int from = (int) offset;
    final byte[] start =
        Arrays.copyOfRange(file, from, Math.min(file.length, from + FirstRecordTime.BYTES));
    return FirstRecordTime.firstTime(start, start.length, TraceFiles.trace(file).header());
  }

  private static long firstTime(final EtlBuffer buffer) {
    final RecordCursor records = buffer.records(new RecordCursor());
    while (records.next()) {
      if (records.timestamp() != RecordCursor.NO_TIMESTAMP) {
        return buffer.trace().header().clock().toFileTime(records.timestamp());
      }
    }
    return TraceClock.NOT_A_TIME;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "KernelNetwork.etl",
        "merged-compressed.etl",
        "ShutdownPerfDiagLogger.etl",
        "WindowsUpdate-events-lost.etl",
        "process_data_32_v2.etl"
      })
  void firstTime_isThatOfTheFirstRecord(final String name) {
    final byte[] file = RealTraces.bytes(name);

    TraceFiles.forEachBuffer(
        file,
        buffer ->
            assertThat(firstTime(file, buffer.offset()))
                .isEqualTo(firstTime(buffer))
                .isNotEqualTo(TraceClock.NOT_A_TIME));
  }

  @Test
  void firstTime_ofLessThanAHeader_isNotATime() {
    final byte[] file = RealTraces.bytes("KernelNetwork.etl");
    final LogHeader session = TraceFiles.trace(file).header();

    assertThat(FirstRecordTime.firstTime(file, BufferHeader.SIZE - 1, session))
        .isEqualTo(TraceClock.NOT_A_TIME);
  }

  @Test
  void firstTime_ofAnInvalidRecord_isNotATime() {
    final byte[] file = RealTraces.bytes("KernelNetwork.etl");
    final byte[] damaged = TraceFiles.overwritten(file, 8192 + BufferHeader.SIZE, new byte[8]);

    assertThat(firstTime(damaged, 8192)).isEqualTo(TraceClock.NOT_A_TIME);
  }
}
