package org.etwflow.serialization;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  /** The first numbers are the examples of DWARF 5, table 7.8. */
  @ParameterizedTest
  @CsvSource({
    "2, 02",
    "127, 7f",
    "128, 8001",
    "129, 8101",
    "12857, b964",
    "0, 00",
    "16384, 808001",
    "9223372036854775807, ffffffffffffffff7f",
    "-1, ffffffffffffffffff01"
  })
  void number_isWrittenAndReadAsInTheStandard(final long number, final String hex)
      throws IOException {
    final DataOutputSerializer out = new DataOutputSerializer(64);
    Leb128.write(number, out);

    assertThat(out.getCopyOfBuffer()).asHexString().isEqualToIgnoringCase(hex);
    assertThat(Leb128.read(new DataInputDeserializer(HexFormat.of().parseHex(hex))))
        .isEqualTo(number);
  }

  /** The number of bytes follows from zigzag code: 0, -1, 1, -2, 2 are 0, 1, 2, 3, 4. */
  @ParameterizedTest
  @CsvSource({
    "0, 00",
    "-1, 01",
    "1, 02",
    "-64, 7f",
    "64, 8001",
    "9223372036854775807, feffffffffffffffff01",
    "-9223372036854775808, ffffffffffffffffff01"
  })
  void signedNumber_isWrittenInZigzagCodeAndReadBack(final long number, final String hex)
      throws IOException {
    final DataOutputSerializer out = new DataOutputSerializer(64);
    Leb128.writeSigned(number, out);

    assertThat(out.getCopyOfBuffer()).asHexString().isEqualToIgnoringCase(hex);
    assertThat(Leb128.readSigned(new DataInputDeserializer(HexFormat.of().parseHex(hex))))
        .isEqualTo(number);
  }
}
