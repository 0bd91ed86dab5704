package org.etwflow.flow.accumulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** LEB128, compared with its definition: the digits of a number to the base of 128. */
class Leb128Test {

  /** Numbers of every bit length. */
  @Provide
  Arbitrary<List<Long>> numbers() {
    return Combinators.combine(Arbitraries.integers().between(0, 63), Arbitraries.longs())
        .as((shift, any) -> any >>> shift)
        .list()
        .ofMaxSize(60);
  }

  private static byte[] digits(final List<Long> numbers) {
    final BigInteger base = BigInteger.valueOf(128);
    final ByteArrayOutputStream digits = new ByteArrayOutputStream();
    for (final long number : numbers) {
      BigInteger rest = new BigInteger(Long.toUnsignedString(number));
      while (rest.compareTo(base) >= 0) {
        digits.write(128 + rest.mod(base).intValue());
        rest = rest.divide(base);
      }
      digits.write(rest.intValue());
    }
    return digits.toByteArray();
  }

  @Property
  void numbers_areWrittenInBase128AndReadBack(@ForAll("numbers") final List<Long> numbers)
      throws IOException {
    final DataOutputSerializer out = new DataOutputSerializer(64);
    for (final long number : numbers) {
      Leb128.write(number, out);
    }
    assertThat(out.getCopyOfBuffer()).isEqualTo(digits(numbers));

    final DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    for (final long number : numbers) {
      assertThat(Leb128.read(in)).isEqualTo(number);
    }
    assertThat(in.available()).isZero();
  }
}
