package org.etwflow.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** Times in few bytes: how few, and that they come out as they went in. */
class PackedTimesTest {

  private static final long START = 134_169_156_000_000_000L;

  @Provide
  Arbitrary<List<long[]>> runs() {
    return Arbitraries.oneOf(
            Arbitraries.longs().between(0, Long.MAX_VALUE),
            Arbitraries.longs().between(0, 5),
            Arbitraries.longs().between(START, START + 1_000_000),
            Arbitraries.of(0L, 1L, Long.MAX_VALUE - 1, Long.MAX_VALUE))
        .list()
        .ofMinSize(1)
        .ofMaxSize(40)
        .map(times -> times.stream().mapToLong(Long::longValue).sorted().toArray())
        .list()
        .ofMaxSize(8);
  }

  private static byte[] bytes(final PackedTimes times) throws IOException {
    final DataOutputSerializer out = new DataOutputSerializer(64);
    times.write(out);
    return out.getCopyOfBuffer();
  }

  private static long[] unpacked(final PackedTimes packed) {
    final long[] times = new long[packed.count()];
    packed.unpack(times);
    return times;
  }

  @Property
  void whatIsPackedIsUnpackedRunByRun(@ForAll("runs") final List<long[]> runs) {
    final PackedTimes packed = new PackedTimes();
    runs.forEach(packed::add);

    assertThat(unpacked(packed)).isEqualTo(runs.stream().flatMapToLong(LongStream::of).toArray());
  }

  @Property
  void whatIsWrittenIsReadAndNotAByteMore(@ForAll("runs") final List<long[]> runs)
      throws IOException {
    final PackedTimes packed = new PackedTimes();
    runs.forEach(packed::add);
    final DataOutputSerializer out = new DataOutputSerializer(64);
    packed.write(out);
    out.writeByte(77);

    final DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    final PackedTimes read = PackedTimes.read(in);

    assertThat(in.readByte()).isEqualTo((byte) 77);
    assertThat(unpacked(read)).isEqualTo(unpacked(packed));
    assertThat(bytes(read)).isEqualTo(bytes(packed));
  }

  @Property
  void theRunsOfAnotherAreAddedAndItStaysAsItIs(
      @ForAll("runs") final List<long[]> first, @ForAll("runs") final List<long[]> second)
      throws IOException {
    final PackedTimes packed = new PackedTimes();
    first.forEach(packed::add);
    final PackedTimes other = new PackedTimes();
    second.forEach(other::add);
    final byte[] before = bytes(other);

    packed.add(other);
    packed.add(new long[] {7});

    assertThat(unpacked(packed))
        .isEqualTo(
            LongStream.concat(
                    LongStream.concat(
                        first.stream().flatMapToLong(LongStream::of),
                        second.stream().flatMapToLong(LongStream::of)),
                    LongStream.of(7))
                .toArray());
    assertThat(bytes(other)).isEqualTo(before);
  }

  @Test
  void oneTimeTakesNineBytes() throws IOException {
    final PackedTimes packed = new PackedTimes();
    final int before = bytes(packed).length;
    packed.add(new long[] {START});

    assertThat(bytes(packed)).hasSize(before + 9);
  }

  /** Those between random sends, and such that few are as long as the mean. */
  @Test
  void distancesOfTenMillisecondsTakeTwoAndAHalfBytesAtMost() throws IOException {
    final Random random = new Random(1);
    assertThat(bytesOfADistance(() -> (long) (-100_000 * Math.log(1 - random.nextDouble()))))
        .isLessThan(2.5);
    assertThat(bytesOfADistance(() -> random.nextInt(10) > 0 ? random.nextInt(2_000) : 1_000_000))
        .isLessThan(2);
  }

  private static double bytesOfADistance(final LongSupplier distances) throws IOException {
    final long[] times = new long[10_000];
    long time = START;
    for (int i = 0; i < times.length; i++) {
      time += distances.getAsLong();
      times[i] = time;
    }
    final PackedTimes packed = new PackedTimes();
    packed.add(times);
    return (double) bytes(packed).length / times.length;
  }
}
