package org.etwflow.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Against the code's definition, digit by digit. */
class GammaWriterTest {

  /** A number in gamma code, or its lowest bits as they are. */
  private record Item(long number, int plainBits) {

    static final int GAMMA = -1;

    boolean isGamma() {
      return plainBits == GAMMA;
    }

    String digits() {
      final String binary = Long.toBinaryString(number);
      if (isGamma()) {
        return "0".repeat(binary.length() - 1) + binary;
      }
      final String all = "0".repeat(Long.SIZE) + binary;
      return all.substring(all.length() - plainBits);
    }

    void write(final GammaWriter writer) throws IOException {
      if (isGamma()) {
        writer.write(number);
      } else {
        writer.writeBits(number, plainBits);
      }
    }

    String read(final GammaReader reader) throws IOException {
      return isGamma()
          ? new Item(reader.read(), GAMMA).digits()
          : new Item(reader.readBits(plainBits), plainBits).digits();
    }
  }

  @Provide
  Arbitrary<List<Item>> items() {
    final Arbitrary<Long> numbers =
        Combinators.combine(Arbitraries.integers().between(0, 62), Arbitraries.longs())
            .as((bits, any) -> (1L << bits) | (any & ((1L << bits) - 1)));
    final Arbitrary<Item> gamma = numbers.map(number -> new Item(number, Item.GAMMA));
    final Arbitrary<Item> plain =
        Combinators.combine(Arbitraries.longs(), Arbitraries.integers().between(0, 64))
            .as(Item::new);
    return Arbitraries.oneOf(gamma, plain).list().ofMaxSize(60);
  }

  private static byte[] written(final List<Item> items) throws IOException {
    final DataOutputSerializer out = new DataOutputSerializer(64);
    final GammaWriter writer = new GammaWriter(out);
    for (final Item item : items) {
      item.write(writer);
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
  void numbersAreWrittenDigitByDigitAndTheLastByteIsFilledWithZeros(
      @ForAll("items") final List<Item> items) throws IOException {
    final StringBuilder expected = new StringBuilder();
    items.forEach(item -> expected.append(item.digits()));
    expected.append("0".repeat(Math.floorMod(-expected.length(), Byte.SIZE)));

    assertThat(digits(written(items))).isEqualTo(expected.toString());
  }

  @Property
  void whatIsWrittenIsReadAndNotAByteMore(@ForAll("items") final List<Item> items)
      throws IOException {
    final byte[] bytes = written(items);
    final DataInputDeserializer in = new DataInputDeserializer(bytes);
    final GammaReader reader = new GammaReader(in);

    for (final Item item : items) {
      assertThat(item.read(reader)).isEqualTo(item.digits());
    }
    assertThat(in.available()).isZero();
  }
}
