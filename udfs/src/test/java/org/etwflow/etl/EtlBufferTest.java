package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.testing.BufferBytes.buffer;

import org.etwflow.testing.BufferBytes;
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
}
