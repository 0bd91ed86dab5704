package org.etwflow.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.Trace;
import org.etwflow.process.ProcessCatalog;
import org.etwflow.testing.ArbitrarySplits;
import org.junit.jupiter.api.Test;

/** Serialized form of buffers. */
class BufferWithProcessesSerializerTest {

  private static final BufferWithProcessesSerializer SERIALIZER =
      BufferWithProcessesSerializer.INSTANCE;

  @Provide
  Arbitrary<BufferWithProcesses> buffers() {
    return Combinators.combine(
            ArbitrarySplits.traces(),
            Arbitraries.longs(),
            Arbitraries.longs(),
            Arbitraries.of(BufferCondition.class),
            Arbitraries.bytes().array(byte[].class).ofMaxSize(200),
            Arbitraries.integers().between(0, 50),
            Arbitraries.strings().injectNull(0.5))
        .as(BufferWithProcessesSerializerTest::buffer);
  }

  /** Creates a buffer with a larger array than needed, as after a larger buffer. */
  private static BufferWithProcesses buffer(
      final Trace trace,
      final long offset,
      final long stored,
      final BufferCondition condition,
      final byte[] content,
      final int spare,
      final String problem) {
    final EtlBuffer buffer = new EtlBuffer();
    System.arraycopy(content, 0, buffer.reserve(content.length + spare), 0, content.length);
    buffer.set(trace, offset, stored, condition, content.length, problem);
    return new BufferWithProcesses(buffer, null);
  }

  @Property(tries = 200)
  void buffer_isReadAsWritten(@ForAll("buffers") final BufferWithProcesses buffer)
      throws IOException {
    assertSame(SERIALIZER.deserialize(new DataInputDeserializer(bytesOf(buffer))), buffer);
  }

  @Property(tries = 100)
  void deserialize_withReuse_replacesBuffer(
      @ForAll("buffers") final BufferWithProcesses buffer,
      @ForAll("buffers") final BufferWithProcesses reuse)
      throws IOException {
    final DataInputDeserializer in = new DataInputDeserializer(bytesOf(buffer));

    assertSame(SERIALIZER.deserialize(reuse, in), buffer);
    assertThat(in.available()).isZero();
  }

  @Property(tries = 100)
  void copy_isIndependentOfOriginal(@ForAll("buffers") final BufferWithProcesses buffer) {
    final BufferWithProcesses same = SERIALIZER.copy(buffer);
    final BufferWithProcesses copy = SERIALIZER.copy(buffer, SERIALIZER.createInstance());
    Arrays.fill(buffer.buffer().bytes(), (byte) 0);
    buffer.buffer().setUnreadable(Trace.NONE, -1, -1, BufferCondition.UNUSED, "changed");

    assertSame(copy, same);
    assertThat(copy.buffer().problem()).isNotEqualTo("changed");
  }

  @Property(tries = 100)
  void copy_ofSerializedBuffers_copiesOneEach(@ForAll("buffers") final BufferWithProcesses buffer)
      throws IOException {
    final byte[] bytes = bytesOf(buffer);
    final DataOutputSerializer target = new DataOutputSerializer(16);

    SERIALIZER.copy(new DataInputDeserializer(bytes), target);

    assertThat(target.getCopyOfBuffer()).isEqualTo(bytes);
  }

  @Test
  void bufferWithProcesses_isNotSerialized() {
    final BufferWithProcesses buffer =
        new BufferWithProcesses(
            buffer(Trace.NONE, 0, 0, BufferCondition.WHOLE, new byte[0], 0, null).buffer(),
            ProcessCatalog.of(List.of()).onHost(null));

    assertThat(SERIALIZER.copy(buffer).processes()).isSameAs(buffer.processes());
    assertThatThrownBy(() -> bytesOf(buffer))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("must stay in the chain");
  }

  private static byte[] bytesOf(final BufferWithProcesses buffer) throws IOException {
    final DataOutputSerializer out = new DataOutputSerializer(16);
    SERIALIZER.serialize(buffer, out);
    return out.getCopyOfBuffer();
  }

  private static void assertSame(
      final BufferWithProcesses actual, final BufferWithProcesses expected) {
    assertThat(actual.processes()).isSameAs(expected.processes());
    assertSame(actual.buffer(), expected.buffer());
  }

  private static void assertSame(final EtlBuffer actual, final EtlBuffer expected) {
    assertThat(actual)
        .returns(expected.trace(), EtlBuffer::trace)
        .returns(expected.offset(), EtlBuffer::offset)
        .returns(expected.storedSize(), EtlBuffer::storedSize)
        .returns(expected.condition(), EtlBuffer::condition)
        .returns(expected.problem(), EtlBuffer::problem)
        .returns(content(expected), BufferWithProcessesSerializerTest::content);
  }

  private static String content(final EtlBuffer buffer) {
    return Arrays.toString(Arrays.copyOf(buffer.bytes(), buffer.recordsEnd()));
  }
}
