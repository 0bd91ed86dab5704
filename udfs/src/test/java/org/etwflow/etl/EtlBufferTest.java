package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.testing.BufferBytes.buffer;

import java.util.ArrayList;
import java.util.List;
import org.etwflow.testing.BufferBytes;
import org.etwflow.testing.Bytes;
import org.etwflow.testing.Sends;
import org.etwflow.testing.SessionHeader;
import org.etwflow.testing.TraceFiles;
import org.junit.jupiter.api.Test;

class EtlBufferTest {

  private static EtlBuffer holding(final BufferBytes content) {
    final byte[] bytes = content.ofSize(256);
    final EtlBuffer buffer = new EtlBuffer();
    System.arraycopy(bytes, 0, buffer.reserve(bytes.length), 0, bytes.length);
    buffer.set(Trace.NONE, 1_024, 256, BufferCondition.WHOLE, 72);
    return buffer;
  }

  @Test
  void cpu_withoutProcessorIndexFlag_isOneByte() {
    // 2050 is what reading two bytes there shows for CPU 2.
    assertThat(holding(buffer().processor(0x0802).flags(0)).cpu()).isEqualTo(2);
    assertThat(holding(buffer().processor(0x08FF).flags(0x01)).cpu()).isEqualTo(255);
  }

  @Test
  void cpu_withProcessorIndexFlag_isTwoBytes() {
    assertThat(holding(buffer().processor(0x0802).flags(0x20)).cpu()).isEqualTo(2_050);
    assertThat(holding(buffer().processor(0xFFFF).flags(0x21)).cpu()).isEqualTo(65_535);
  }

  @Test
  void sequenceNumber_hasSixtyFourBits() {
    assertThat(holding(buffer().sequence(908L << 32)).sequenceNumber()).isEqualTo(908L << 32);
  }

  @Test
  void holdsLogHeader_isTrueForBufferType4Only() {
    assertThat(holding(buffer().type(4)).holdsLogHeader()).isTrue();
    assertThat(holding(buffer().type(0)).holdsLogHeader()).isFalse();
    assertThat(holding(buffer().type(7)).holdsLogHeader()).isFalse();
  }

  @Test
  void unreadableBuffer_hasNoRecords() {
    final EtlBuffer buffer = holding(buffer());
    assertThat(buffer.isReadable()).isTrue();

    buffer.setUnreadable(Trace.NONE, 0, 256, BufferCondition.UNREADABLE, "no such disk");

    assertThat(buffer.isReadable()).isFalse();
    assertThat(buffer.recordsEnd()).isZero();
    assertThat(buffer.problem()).isEqualTo("no such disk");
    assertThat(buffer.records(new RecordCursor()).next()).isFalse();
  }

  @Test
  void problem_isResetByTheNextBuffer() {
    final EtlBuffer buffer = holding(buffer());
    buffer.setUnreadable(Trace.NONE, 0, 256, BufferCondition.UNREADABLE, "no such disk");

    buffer.set(Trace.NONE, 256, 256, BufferCondition.WHOLE, 72);

    assertThat(buffer.problem()).isNull();
    assertThat(buffer.condition()).isEqualTo(BufferCondition.WHOLE);
  }

  private static EtlBuffer filled(final byte[] bytes, final long offset, final int recordsEnd) {
    final EtlBuffer buffer = new EtlBuffer();
    System.arraycopy(bytes, 0, buffer.reserve(bytes.length), 0, bytes.length);
    buffer.set(SessionHeader.session().trace(), offset, 256, BufferCondition.TRUNCATED, recordsEnd);
    return buffer;
  }

  @Test
  void filledBuffer_hasItsPlaceAndSession() {
    final EtlBuffer buffer = filled(new byte[256], 1_024, 72);

    assertThat(buffer.trace()).isEqualTo(SessionHeader.session().trace());
    assertThat(buffer.clock()).isEqualTo(SessionHeader.session().header().clock());
    assertThat(buffer.offset()).isEqualTo(1_024);
    assertThat(buffer.storedSize()).isEqualTo(256);
    assertThat(buffer.resumeOffset()).isEqualTo(1_280);
    assertThat(buffer.condition()).isEqualTo(BufferCondition.TRUNCATED);
    assertThat(buffer.notBefore()).isEqualTo(Long.MIN_VALUE);
    buffer.setResumeOffset(512);
    assertThat(buffer.resumeOffset()).isEqualTo(512);
  }

  @Test
  void lowerBound_isKept_andNotBeforeIsNot() {
    final EtlBuffer buffer = filled(new byte[256], 0, 72);
    buffer.setLowerBound(5);
    buffer.setNotBefore(7);
    assertThat(buffer.lowerBound()).isEqualTo(5);
    assertThat(buffer.notBefore()).isEqualTo(7);

    buffer.set(Trace.NONE, 256, 256, BufferCondition.WHOLE, 72);

    assertThat(buffer.lowerBound()).isEqualTo(5);
    assertThat(buffer.notBefore()).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void buffer_isReadable_ifItHasAWholeHeader() {
    assertThat(filled(new byte[256], 0, 72).isReadable()).isTrue();
    assertThat(filled(new byte[256], 0, 71).isReadable()).isFalse();
  }

  @Test
  void flags_reportLossAndCompression() {
    assertThat(holding(buffer().flags(0x02)).hasLoss()).isTrue();
    assertThat(holding(buffer().flags(0x04)).hasLoss()).isTrue();
    assertThat(holding(buffer().flags(0xF9)).hasLoss()).isFalse();
    assertThat(holding(buffer().flags(0x40)).isCompressed()).isTrue();
    assertThat(holding(buffer().flags(0xBF)).isCompressed()).isFalse();
  }

  @Test
  void flushTime_isThatInTheHeader() {
    final byte[] time = Bytes.bytes().u64(SessionHeader.START + 5).toArray();

    assertThat(filled(TraceFiles.overwritten(new byte[256], 16, time), 0, 72).flushTime())
        .isEqualTo(SessionHeader.START + 5);
  }

  @Test
  void logHeader_isStray_ifItDoesNotStartTheSession() {
    assertThat(filled(buffer().type(4).ofSize(256), 1_024, 72).isStrayLogHeader()).isTrue();
    assertThat(filled(buffer().type(4).ofSize(256), 0, 72).isStrayLogHeader()).isFalse();
    assertThat(filled(buffer().type(0).ofSize(256), 1_024, 72).isStrayLogHeader()).isFalse();
  }

  @Test
  void reserve_keepsBytesThatSuffice() {
    final EtlBuffer buffer = new EtlBuffer();
    final byte[] bytes = buffer.reserve(100);

    assertThat(bytes).hasSize(100);
    assertThat(buffer.reserve(100)).isSameAs(bytes).isSameAs(buffer.bytes());
    assertThat(buffer.reserve(99)).isSameAs(bytes);
    assertThat(buffer.reserve(101)).hasSize(101).isSameAs(buffer.bytes());
  }

  private static List<Long> times(final EtlBuffer buffer) {
    final List<Long> times = new ArrayList<>();
    final RecordCursor records = buffer.records(new RecordCursor());
    while (records.next()) {
      times.add(buffer.timeOf(records));
    }
    return times;
  }

  @Test
  void time_isImpossible_ifOverASecondBeforeTheFirstOrBeforeTheBound() {
    final long first = SessionHeader.START + 30 * SessionHeader.SECOND;
    final byte[] bytes =
        buffer(
                Sends.record(7, 1, first),
                Sends.record(7, 1, first - SessionHeader.SECOND),
                Sends.record(7, 1, first - SessionHeader.SECOND - 1))
            .ofSize(300);
    final int end = 72 + 3 * 72 - 4;

    assertThat(times(filled(bytes, 0, end)))
        .containsExactly(first, first - SessionHeader.SECOND, TraceClock.NOT_A_TIME);
    final EtlBuffer bounded = filled(bytes, 0, end);
    bounded.setNotBefore(first);
    assertThat(times(bounded)).containsExactly(first, TraceClock.NOT_A_TIME, TraceClock.NOT_A_TIME);
  }
}
