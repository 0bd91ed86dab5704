package org.etwflow.flow.accumulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** Size and content of packed times. */
class PackedTimesTest {

  private static final long START = 134_169_156_000_000_000L;

  @Provide
  Arbitrary<List<Long>> times() {
    return Arbitraries.oneOf(
            Arbitraries.longs(),
            Arbitraries.longs().between(0, 5),
            Arbitraries.longs().between(START, START + 1_000_000),
            Arbitraries.of(0L, 1L, Long.MIN_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE))
        .list()
        .ofMaxSize(40);
  }

  private static PackedTimes packed(final List<Long> times) {
    final PackedTimes packed = new PackedTimes();
    times.forEach(packed::add);
    return packed;
  }

  private static List<Long> unpacked(final PackedTimes packed) {
    return LongStream.of(packed.unpack()).boxed().toList();
  }

  private static byte[] bytes(final PackedTimes times) throws IOException {
    final DataOutputSerializer out = new DataOutputSerializer(64);
    times.write(out);
    return out.getCopyOfBuffer();
  }

  @Property
  void times_areUnpackedInInsertionOrder(@ForAll("times") final List<Long> times) {
    final PackedTimes packed = packed(times);

    assertThat(packed.unpack()).hasSameSizeAs(times);
    assertThat(unpacked(packed)).isEqualTo(times);
  }

  @Property
  void read_consumesExactlyTheWrittenBytes(@ForAll("times") final List<Long> times)
      throws IOException {
    final DataOutputSerializer out = new DataOutputSerializer(64);
    packed(times).write(out);
    out.writeByte(77);

    final DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    final PackedTimes read = PackedTimes.read(in);

    assertThat(in.readByte()).isEqualTo((byte) 77);
    assertThat(unpacked(read)).isEqualTo(times);
    assertThat(bytes(read)).isEqualTo(bytes(packed(times)));
  }

  /** Other times, serialized or not, are added as if one by one. */
  @Property
  void add_ofOtherTimes_leavesThemUnchanged(
      @ForAll("times") final List<Long> first,
      @ForAll("times") final List<Long> second,
      @ForAll("times") final List<Long> third)
      throws IOException {
    final PackedTimes packed = PackedTimes.read(new DataInputDeserializer(bytes(packed(first))));
    final PackedTimes other = packed(second);

    packed.add(other);
    third.forEach(packed::add);

    final List<Long> all = Stream.of(first, second, third).flatMap(List::stream).toList();
    assertThat(unpacked(packed)).isEqualTo(all);
    assertThat(bytes(packed)).isEqualTo(bytes(packed(all)));
    assertThat(bytes(other)).isEqualTo(bytes(packed(second)));
  }

  /** Returns a list that claims to have this number of times. */
  static PackedTimes ofCount(final int count) throws IOException {
    final DataOutputSerializer out = new DataOutputSerializer(64);
    out.writeInt(count);
    out.writeInt(0);
    out.writeLong(START);
    return PackedTimes.read(new DataInputDeserializer(out.getCopyOfBuffer()));
  }

  @Test
  void times_beyondArrayLimit_areRejected() throws IOException {
    final PackedTimes full = ofCount(PackedTimes.MAX_COUNT);

    assertThat(ofCount(PackedTimes.MAX_COUNT - 1).add(packed(List.of(START)))).isTrue();
    assertThat(full.add(packed(List.of(START)))).isFalse();
    assertThat(full.add(new PackedTimes())).isTrue();
    assertThat(packed(List.of(START)).add(full)).isFalse();
  }

  /** Random sends of two processors, recorded in turns of 10 ms. */
  @Test
  void times_10MillisecondsApart_takeAtMostThreeBytes() throws IOException {
    final Random random = new Random(1);
    final PackedTimes packed = new PackedTimes();
    long time = START;
    for (int i = 0; i < 10_000; i++) {
      time += (long) (-100_000 * Math.log(1 - random.nextDouble()));
      packed.add(i % 2 == 0 ? time : time - 200_000);
    }

    assertThat(bytes(packed)).hasSizeLessThan(30_000);
  }

  /** The differences 5, -2 and 64 are 10, 3 and 128 in zigzag code. */
  @Test
  void storedBytes_areCountSizeLastTimeAndDifferences() throws IOException {
    final byte[] stored =
        HexFormat.of().parseHex("00000003" + "00000004" + "0000000000000043" + "0a038001");
    final PackedTimes read = PackedTimes.read(new DataInputDeserializer(stored));

    assertThat(bytes(packed(List.of(5L, 3L, 67L)))).isEqualTo(stored);
    assertThat(unpacked(read)).containsExactly(5L, 3L, 67L);
    read.add(68);
    assertThat(unpacked(read)).containsExactly(5L, 3L, 67L, 68L);
  }
}
