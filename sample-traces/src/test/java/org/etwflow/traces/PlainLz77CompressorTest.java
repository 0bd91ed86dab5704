package org.etwflow.traces;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainLz77CompressorTest {

  @Test
  void examplesOfTheSpecification_compressAsPrinted() {
    // MS-XCA section 3.1: no repetition, then one of 297 bytes.
    assertThat(hex(compress(bytes("abcdefghijklmnopqrstuvwxyz"))))
        .isEqualTo("3f000000" + hex(bytes("abcdefghijklmnopqrstuvwxyz")));
    assertThat(hex(compress(bytes("abc".repeat(100)))))
        .isEqualTo("ffffff1f" + hex(bytes("abc")) + "17000fff2601");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 9, 10, 24, 25, 279, 280, 65_537, 65_538, 65_539, 200_000})
  void runOfEachLengthEncoding_roundTrips(int length) {
    final byte[] run = new byte[length + 1];
    Arrays.fill(run, (byte) 7);
    assertThat(decompress(compress(run), run.length)).isEqualTo(run);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 31, 32, 33, 64})
  void inputWithoutMatches_roundTripsAtFlagBoundaries(int length) {
    final byte[] distinct = new byte[length];
    for (int i = 0; i < length; i++) {
      distinct[i] = (byte) i;
    }
    final byte[] packed = compress(distinct);
    assertThat(packed).hasSize(length + 4 * (length / 32 + 1));
    assertThat(decompress(packed, length)).isEqualTo(distinct);
  }

  @Test
  void matchDistance_isAtMost8192() {
    for (final int gap : new int[] {8_192, 8_193}) {
      final byte[] input = new byte[gap + 64];
      new SplitMix64(5).fill(input, input.length);
      System.arraycopy(input, 0, input, gap, 64);
      final byte[] packed = compress(input);
      assertThat(decompress(packed, input.length)).isEqualTo(input);
      final int literalsOnly = input.length + 4 * (input.length / 32 + 1);
      assertThat(packed.length < literalsOnly - 40).isEqualTo(gap == 8_192);
    }
  }

  @Test
  void incompressibleInput_doesNotFit() {
    final byte[] noise = new byte[1_000];
    new SplitMix64(3).fill(noise, noise.length);
    assertThat(new PlainLz77Compressor().compress(noise, 0, noise.length, new byte[1_000], 0))
        .isEqualTo(-1);
  }

  @Property(tries = 300)
  void anyInput_roundTrips(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 5_000) int length,
      @ForAll @IntRange(min = 1, max = 60) int alphabet) {
    final SplitMix64 random = new SplitMix64(seed);
    final byte[] input = new byte[length];
    for (int i = 0; i < length; i++) {
      input[i] = (byte) random.below(alphabet);
    }
    assertThat(decompress(compress(input), length)).isEqualTo(input);
  }

  private static byte[] compress(byte[] input) {
    final byte[] out = new byte[2 * input.length + 64];
    final int length = new PlainLz77Compressor().compress(input, 0, input.length, out, 0);
    return Arrays.copyOf(out, length);
  }

  private static byte[] decompress(byte[] packed, int length) {
    return TraceParser.decompress(ByteBuffer.wrap(packed), length).array();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
