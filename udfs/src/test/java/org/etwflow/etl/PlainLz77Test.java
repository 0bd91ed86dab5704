package org.etwflow.etl;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.testing.Bytes.concat;
import static org.etwflow.testing.Bytes.hex;
import static org.etwflow.testing.Lz77Stream.stream;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.etwflow.testing.Lz77Stream;
import org.etwflow.testing.TraceFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainLz77Test {

  private static final int GUARD = 16;
  private static final byte UNTOUCHED = 0x5A;

  private static final byte[] ALPHABET = "abcdefghijklmnopqrstuvwxyz".getBytes(US_ASCII);
  private static final byte[] ABC_100_TIMES = "abc".repeat(100).getBytes(US_ASCII);

  // The examples of [MS-XCA], section 3.1.
  private static final byte[] ALPHABET_COMPRESSED = concat(hex("3f000000"), ALPHABET);
  private static final byte[] ABC_COMPRESSED = hex("ffffff1f 616263 1700 0f ff 2601");

  /** Decompresses the bytes, or returns null if they are rejected; checks the bytes around. */
  private static byte[] decompress(final byte[] compressed, final int length) {
    final byte[] in = concat(new byte[GUARD], compressed, new byte[GUARD]);
    final byte[] out = new byte[GUARD + length + GUARD];
    Arrays.fill(out, UNTOUCHED);

    final boolean whole =
        PlainLz77.decompress(in, GUARD, GUARD + compressed.length, out, GUARD, GUARD + length);

    final byte[] guard = new byte[GUARD];
    Arrays.fill(guard, UNTOUCHED);
    assertThat(Arrays.copyOf(out, GUARD)).isEqualTo(guard);
    assertThat(Arrays.copyOfRange(out, GUARD + length, out.length)).isEqualTo(guard);
    return whole ? Arrays.copyOfRange(out, GUARD, GUARD + length) : null;
  }

  private static void assertDecompresses(final Lz77Stream stream) {
    assertThat(decompress(stream.compressed(), stream.plain().length)).isEqualTo(stream.plain());
  }

  @Test
  void specificationAlphabet_isDecompressed() {
    assertThat(decompress(ALPHABET_COMPRESSED, 26)).isEqualTo(ALPHABET);
  }

  @Test
  void specificationRepetition_isDecompressed() {
    assertThat(decompress(ABC_COMPRESSED, 300)).isEqualTo(ABC_100_TIMES);
  }

  @Test
  void referenceWriter_matchesTheSpecification() {
    assertThat(stream().literals(ALPHABET).compressed()).isEqualTo(ALPHABET_COMPRESSED);
    assertThat(stream().literals("abc".getBytes(US_ASCII)).match(3, 297).compressed())
        .isEqualTo(ABC_COMPRESSED);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 9, 10, 24, 25, 279, 280, 281, 65_538, 65_539, 200_000})
  void everyLengthEncoding_isDecompressed(final int length) {
    assertDecompresses(stream().literals(ALPHABET).match(26, length).literals(ALPHABET));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 26})
  void overlappingMatch_isDecompressed(final int distance) {
    assertDecompresses(
        stream().literals(ALPHABET).match(distance, 50).literals(ALPHABET).match(distance, 50));
  }

  @Test
  void distanceOf8192_isDecompressed() {
    final Lz77Stream stream = stream().literals(ALPHABET).match(26, 8_192 - 26);
    assertDecompresses(stream.match(8_192, 100));
  }

  @Test
  void twoMatches_shareAByteOfHalfLengths() {
    assertDecompresses(
        stream()
            .literals(ALPHABET)
            .match(26, 12)
            .literals(ALPHABET)
            .match(20, 24)
            .match(5, 13)
            .match(9, 500)
            .match(9, 11));
  }

  @ParameterizedTest
  @ValueSource(ints = {31, 32, 33, 64})
  void flags_areReloadedAfter32Symbols(final int symbols) {
    final Lz77Stream stream = stream();
    for (int i = 0; i < symbols; i++) {
      stream.literals((byte) i);
    }
    assertDecompresses(stream);
  }

  @Test
  void trailingUnusedFlags_areAccepted() {
    final Lz77Stream full = stream().literals(ALPHABET).literals("012345".getBytes(US_ASCII));

    assertThat(decompress(concat(full.compressed(), hex("ffffffff")), 32)).isEqualTo(full.plain());
    assertThat(decompress(concat(full.compressed(), hex("fffffffe")), 32)).isNull();
    assertThat(decompress(concat(ALPHABET_COMPRESSED, hex("ffffffff")), 26)).isNull();
  }

  @Test
  void emptyInput_decompressesToEmptyOutput() {
    assertThat(decompress(new byte[0], 0)).isEmpty();
    assertThat(decompress(hex("ffffffff"), 0)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"299", "301", "0", "3"})
  void wrongLength_isRejected(final int length) {
    assertThat(decompress(ABC_COMPRESSED, length)).isNull();
  }

  @Test
  void truncatedInput_isRejected() {
    final Lz77Stream stream =
        stream().literals(ALPHABET).match(26, 70_000).match(26, 300).match(3, 20).match(4, 24);
    final byte[] compressed = stream.compressed();

    for (int length = 0; length < compressed.length; length++) {
      assertThat(decompress(Arrays.copyOf(compressed, length), stream.plain().length)).isNull();
    }
  }

  @Test
  void matchBeforeTheStart_isRejected() {
    assertThat(decompress(hex("ffffff1f 616263 1800"), 6)).isNull();
    assertThat(decompress(hex("ffffffff 0000"), 3)).isNull();
  }

  @Test
  void matchBeyondTheEnd_isRejected() {
    assertThat(decompress(hex("ffffff1f 616263 1000"), 5)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1500", "0000 15000000", "0000 ffffffff", "0000 fdffff7f", "0000 00000080"})
  void impossibleLongLength_isRejected(final String length) {
    assertThat(decompress(concat(hex("ffffff1f 616263 1700 0f ff"), hex(length)), 300)).isNull();
  }

  @Test
  void longLengthEncoding_ofAShorterLength_isAccepted() {
    // 22 + 3 bytes: the minimum that [MS-XCA] lets a decompressor accept in this form.
    assertThat(decompress(hex("ffffff1f 616263 1700 0f ff 1600"), 28))
        .isEqualTo(Arrays.copyOf(ABC_100_TIMES, 28));
    assertThat(decompress(hex("ffffff1f 616263 1700 0f ff 0000 16000000"), 28))
        .isEqualTo(Arrays.copyOf(ABC_100_TIMES, 28));
  }

  @Provide
  Arbitrary<Lz77Stream> streams() {
    final Arbitrary<int[]> symbols =
        Combinators.combine(
                Arbitraries.integers().between(1, 8_192),
                Arbitraries.frequencyOf(
                    Tuple.of(4, Arbitraries.integers().between(0, 2)),
                    Tuple.of(4, Arbitraries.integers().between(3, 30)),
                    Tuple.of(1, Arbitraries.integers().between(3, 1_000))))
            .as((first, length) -> new int[] {first, length});
    return symbols.list().ofMaxSize(100).map(PlainLz77Test::streamOf);
  }

  /** Creates a stream from pairs of distance and length; an impossible match becomes a literal. */
  private static Lz77Stream streamOf(final List<int[]> symbols) {
    final Lz77Stream stream = stream();
    int length = 0;
    for (final int[] symbol : symbols) {
      if (symbol[1] < 3 || length == 0) {
        stream.literals((byte) symbol[0]);
        length++;
      } else {
        stream.match(Math.min(symbol[0], length), symbol[1]);
        length += symbol[1];
      }
    }
    return stream;
  }

  @Property(tries = 500)
  void anyStream_decompressesToItsSymbols(@ForAll("streams") final Lz77Stream stream) {
    assertDecompresses(stream);
  }

  @Property
  void anyBytes_areDecompressedOrRejected(
      @ForAll @Size(max = 100) final byte[] compressed,
      @ForAll @IntRange(max = 300) final int length) {
    final byte[] once = decompress(compressed, length);

    assertThat(decompress(compressed, length)).isEqualTo(once);
  }

  @Property
  void anyDamage_isDecompressedOrRejected(
      @ForAll("streams") final Lz77Stream stream,
      @ForAll @IntRange(max = 10_000) final int place,
      @ForAll final byte value) {
    final byte[] compressed = stream.compressed();
    final byte[] damaged = TraceFiles.overwritten(compressed, place % compressed.length, value);

    final byte[] out = decompress(damaged, stream.plain().length);
    if (Arrays.equals(damaged, compressed)) {
      assertThat(out).isEqualTo(stream.plain());
    }
  }

  @Test
  void start_isDecompressed_asFarAsTheInputAndTheOutputReach() {
    final byte[] out = new byte[40];

    assertThat(PlainLz77.decompressStart(ABC_COMPRESSED, 0, ABC_COMPRESSED.length, out, 5, 40))
        .isEqualTo(40);
    assertThat(Arrays.copyOfRange(out, 5, 40)).isEqualTo(Arrays.copyOf(ABC_100_TIMES, 35));
    assertThat(PlainLz77.decompressStart(ALPHABET_COMPRESSED, 0, 4 + 7, out, 5, 40))
        .isEqualTo(5 + 7);
    assertThat(Arrays.copyOfRange(out, 5, 12)).isEqualTo(Arrays.copyOf(ALPHABET, 7));
    assertThat(PlainLz77.decompressStart(hex("ffffff"), 0, 3, out, 5, 40)).isEqualTo(5);
  }

  private static int validEnd(final byte[] compressed, final int size) {
    final byte[] in = concat(new byte[GUARD], compressed, new byte[GUARD]);
    return PlainLz77.validEnd(in, GUARD, GUARD + compressed.length, size) - GUARD;
  }

  @Test
  void validInput_endsAtItsEnd() {
    assertThat(validEnd(ALPHABET_COMPRESSED, 26)).isEqualTo(ALPHABET_COMPRESSED.length);
    assertThat(validEnd(ABC_COMPRESSED, 300)).isEqualTo(ABC_COMPRESSED.length);
  }

  /** The match behind "abc" begins at byte 7, the length in two bytes ends at byte 13. */
  @Test
  void damagedInput_isValidUpToTheDamage() {
    assertThat(validEnd(ABC_COMPRESSED, 299)).isEqualTo(12);
    assertThat(validEnd(ABC_COMPRESSED, 301)).isEqualTo(12);
    assertThat(validEnd(hex("3f000000"), 26)).isEqualTo(3);
    assertThat(validEnd(hex("ffffff1f 616263 1800 00000000"), 300)).isEqualTo(9);
    assertThat(validEnd(hex("ffffff1f 616263 1f00 0f ff 2601 00000000"), 300)).isEqualTo(13);
    assertThat(validEnd(concat(ALPHABET_COMPRESSED, hex("00")), 26))
        .isEqualTo(ALPHABET_COMPRESSED.length);
  }

  /** A match of 10 bytes without the half byte of its length, and one of 3 that has none. */
  @Test
  void matchAtTheEnd_isDecompressed_ifItsLengthIsThere() {
    assertThat(decompress(hex("ffffff1f 616263 1700 00"), 13))
        .isEqualTo(Arrays.copyOf(ABC_100_TIMES, 13));
    assertThat(decompress(hex("ffffff1f 616263 1700"), 13)).isNull();
    assertThat(decompress(hex("ffffff1f 616263 1000"), 6))
        .isEqualTo(Arrays.copyOf(ABC_100_TIMES, 6));
  }
}
