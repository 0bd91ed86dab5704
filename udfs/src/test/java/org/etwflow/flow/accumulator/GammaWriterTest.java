package org.etwflow.flow.accumulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** Gamma code, compared with its definition, digit by digit. */
class GammaWriterTest {

  /** Numbers of every bit length. */
  @Provide
  Arbitrary<List<Long>> numbers() {
    return Combinators.combine(Arbitraries.integers().between(0, 62), Arbitraries.longs())
        .as((bits, any) -> (1L << bits) | (any & ((1L << bits) - 1)))
        .list()
        .ofMaxSize(60);
  }

  private static String digits(final long number) {
    final String binary = Long.toBinaryString(number);
    return "0".repeat(binary.length() - 1) + binary;
  }

  private static byte[] written(final List<Long> numbers) throws IOException {
    final DataOutputSerializer out = new DataOutputSerializer(64);
    final GammaWriter writer = new GammaWriter(out);
    for (final long number : numbers) {
      writer.write(number);
    }
    writer.flush();
    return out.getCopyOfBuffer();
  }

  private static String digits(final byte[] bytes) {
    final StringBuilder digits = new StringBuilder();
    for (final byte each : bytes) {
      digits.append(Integer.toBinaryString(0x100 | (each & 0xFF)), 1, 9);
    }
    return digits.toString();
  }

  @Property
  void numbers_areWrittenInGammaCodePaddedWithZeros(@ForAll("numbers") final List<Long> numbers)
      throws IOException {
    final StringBuilder expected = new StringBuilder();
    numbers.forEach(number -> expected.append(digits(number)));
    expected.append("0".repeat(Math.floorMod(-expected.length(), Byte.SIZE)));

    assertThat(digits(written(numbers))).isEqualTo(expected.toString());
  }

  @Property
  void reader_readsExactlyTheWrittenBytes(@ForAll("numbers") final List<Long> numbers)
      throws IOException {
    final DataInputDeserializer in = new DataInputDeserializer(written(numbers));
    final GammaReader reader = new GammaReader(in);

    for (final long number : numbers) {
      assertThat(reader.read()).isEqualTo(number);
    }
    assertThat(in.available()).isZero();
  }

  @Test
  void writer_writesWholeBytes_alsoAtTheEndOfItsBuffer() throws IOException {
    assertThat(written(List.of())).isEmpty();
    assertThat(digits(written(List.of(1L, 2L, 3L)))).isEqualTo("1" + "010" + "011" + "0");
    assertThat(digits(written(Collections.nCopies(64, 1L)))).isEqualTo("1".repeat(64));
    assertThat(digits(written(Collections.nCopies(65, 1L))))
        .isEqualTo("1".repeat(65) + "0".repeat(7));
    assertThat(digits(written(List.of(1L << 62, Long.MAX_VALUE, 5L))))
        .isEqualTo(
            "0".repeat(62)
                + "1"
                + "0".repeat(62)
                + "0".repeat(62)
                + "1".repeat(63)
                + "00101"
                + "0");
  }
}
