package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.testing.BufferBytes.buffer;

import java.util.Arrays;
import org.etwflow.testing.BufferBytes;
import org.etwflow.testing.Bytes;
import org.etwflow.testing.RealTraces;
import org.etwflow.testing.RecordBytes;
import org.etwflow.testing.Sends;
import org.etwflow.testing.SessionHeader;
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

  private static final LogHeader SESSION = SessionHeader.session().header();
  private static final long TIME = SessionHeader.START + 30 * SessionHeader.SECOND;
  private static final byte[] SEND = Sends.record(7, 1, TIME);

  private static long firstTime(final byte[] start) {
    return FirstRecordTime.firstTime(start, start.length, SESSION);
  }

  @Test
  void firstTime_isFoundInCompressedAndUncompressedBuffers() {
    final BufferBytes buffer = buffer(SEND, Sends.record(7, 1, TIME + 1));

    assertThat(firstTime(buffer.ofSize(512))).isEqualTo(TIME);
    assertThat(firstTime(buffer.compressed())).isEqualTo(TIME);
  }

  /** Messages have no time. The second one claims a size of 0, and takes eight bytes. */
  @Test
  void firstTime_isThatBehindMessages() {
    final byte[] odd = RecordBytes.message(0, new byte[3]);
    final byte[] empty = TraceFiles.overwritten(RecordBytes.message(0), 0, (byte) 0);

    assertThat(firstTime(buffer(odd, empty, SEND).ofSize(512))).isEqualTo(TIME);
  }

  /** The time of a record ends at its 24th byte. */
  @Test
  void firstTime_behindTheRecordsOrTheBytes_isNotATime() {
    final byte[] bytes = buffer(SEND).ofSize(512);

    assertThat(firstTime(TraceFiles.cut(bytes, 72 + 23))).isEqualTo(TraceClock.NOT_A_TIME);
    assertThat(firstTime(TraceFiles.cut(bytes, 72 + 24))).isEqualTo(TIME);
    assertThat(firstTime(TraceFiles.overwritten(bytes, 48, (byte) (72 + 23))))
        .isEqualTo(TraceClock.NOT_A_TIME);
    assertThat(firstTime(TraceFiles.overwritten(bytes, 48, (byte) (72 + 24)))).isEqualTo(TIME);
    assertThat(firstTime(new byte[71])).isEqualTo(TraceClock.NOT_A_TIME);
    assertThat(firstTime(buffer(new byte[40]).ofSize(512))).isEqualTo(TraceClock.NOT_A_TIME);
  }

  @Test
  void firstTime_ofBytesThatTheNextBufferFollows_isThatOfTheBuffer() {
    final byte[] empty = buffer().compressed();

    assertThat(firstTime(Bytes.concat(empty, buffer(SEND).compressed())))
        .isEqualTo(TraceClock.NOT_A_TIME);
  }

  @Test
  void lowerBound_isOneSecondBeforeTheFirstTime() {
    final byte[] bytes = buffer(SEND).ofSize(512);
    final byte[] without = buffer().ofSize(512);
    final LogHeader settable = SessionHeader.session().clock(ClockType.SYSTEM_TIME).header();

    assertThat(FirstRecordTime.lowerBound(bytes, 72 + 68, SESSION))
        .isEqualTo(TIME - SessionHeader.SECOND);
    assertThat(FirstRecordTime.lowerBoundOfStart(bytes, SESSION))
        .isEqualTo(TIME - SessionHeader.SECOND);
    assertThat(FirstRecordTime.lowerBound(without, 72, SESSION)).isEqualTo(Long.MIN_VALUE);
    assertThat(FirstRecordTime.lowerBoundOfStart(without, SESSION)).isEqualTo(Long.MIN_VALUE);
    assertThat(FirstRecordTime.lowerBound(bytes, 72 + 68, settable)).isEqualTo(Long.MIN_VALUE);
    assertThat(FirstRecordTime.lowerBoundOfStart(bytes, settable)).isEqualTo(Long.MIN_VALUE);
  }
}
