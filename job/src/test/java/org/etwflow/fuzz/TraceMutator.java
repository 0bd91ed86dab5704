package org.etwflow.fuzz;

import java.util.List;
import java.util.SplittableRandom;
import org.etwflow.etl.BufferHeader;
import org.etwflow.testing.Lz77Stream;

/**
 * Generator of mutated traces: a seed trace with one or more changes to data that readers depend
 * on. The same number gives the same trace.
 */
final class TraceMutator {

  /** Offsets and widths of the fields in a buffer header. */
  private static final int[][] BUFFER_FIELDS = {
    {0, 4}, {4, 4}, {8, 4}, {16, 8}, {24, 8}, {32, 8}, {40, 2}, {48, 4}, {52, 2}, {54, 2}
  };

  /** Offsets and widths of the fields in a 64-bit log header record. */
  private static final int[][] LOG_FIELDS = {
    {74, 1}, {76, 2}, {78, 2}, {88, 8}, {104, 4}, {108, 4}, {112, 4}, {116, 4}, {120, 8}, {128, 4},
    {132, 4}, {136, 4}, {140, 4}, {144, 4}, {148, 4}, {152, 4}, {156, 4}, {352, 8}, {360, 8},
    {368, 8}, {376, 4}, {380, 4}
  };

  /** Offsets and widths of fields in a record with any header. */
  private static final int[][] RECORD_FIELDS = {
    {0, 2}, {2, 1}, {3, 1}, {4, 2}, {6, 1}, {7, 1}, {8, 8}, {12, 4}, {16, 8}, {24, 8}, {40, 2},
    {42, 1}, {48, 4}, {56, 4}, {80, 2}, {82, 2}, {84, 2}, {86, 2}
  };

  private static final int MAX_CHANGES = 12;
  private static final int KINDS_OF_CHANGE = 18;

  private final SeedTraces seeds;

  TraceMutator(final SeedTraces seeds) {
    this.seeds = seeds;
  }

  byte[] mutated(final long number) {
    final SplittableRandom random = new SplittableRandom(number);
    final SeedTrace seed = seeds.any(random);
    final MutableBytes bytes = new MutableBytes(seed.bytes());
    int changes = 0;
    do {
      change(bytes, seed, random);
      changes++;
    } while (random.nextInt(5) > 1 && changes < MAX_CHANGES);
    return bytes.toArray();
  }

  private void change(
      final MutableBytes bytes, final SeedTrace seed, final SplittableRandom random) {
    final int at = place(bytes, seed, random);
    final int count = count(seed, random);
    switch (random.nextInt(KINDS_OF_CHANGE)) {
      case 0 -> bytes.set(at, bytes.get(at) ^ 1 << random.nextInt(Byte.SIZE));
      case 1 -> bytes.set(at, random.nextInt());
      case 2, 3, 4 -> changeField(bytes, seed, any(seed.buffers(), random), BUFFER_FIELDS, random);
      case 5 -> changeField(bytes, seed, 0, LOG_FIELDS, random);
      case 6, 7, 8 -> changeRecord(bytes, seed, random);
      case 9 -> changeNumber(bytes, seed, at, 1 << random.nextInt(4), random);
      case 10 -> bytes.fill(at, count, random.nextBoolean() ? 0 : random.nextInt());
      case 11 -> bytes.overwrite(at, bytes.copy(place(bytes, seed, random), count));
      case 12 -> bytes.insert(at, bytes.copy(place(bytes, seed, random), count));
      case 13 -> bytes.delete(at, count);
      case 14 -> swap(bytes, at, place(bytes, seed, random), count);
      case 15 -> bytes.truncate(at);
      case 16 -> splice(bytes, at, random);
      case 17 -> overlay(bytes, at, count, random);
      default -> throw new IllegalStateException();
    }
  }

  private static void changeField(
      final MutableBytes bytes,
      final SeedTrace seed,
      final int from,
      final int[][] fields,
      final SplittableRandom random) {
    final int[] field = fields[random.nextInt(fields.length)];
    changeNumber(bytes, seed, from + field[0], field[1], random);
  }

  private static void changeNumber(
      final MutableBytes bytes,
      final SeedTrace seed,
      final int at,
      final int width,
      final SplittableRandom random) {
    bytes.setNumber(at, width, number(bytes.number(at, width), bytes.length() - at, seed, random));
  }

  /**
   * Interesting values: zeros, ones, limits of types, relevant sizes, and the neighbors of all
   * these.
   */
  private static long number(
      final long before, final int rest, final SeedTrace seed, final SplittableRandom random) {
    final long near = random.nextInt(5) == 0 ? random.nextInt(-8, 9) : random.nextInt(-1, 2);
    return switch (random.nextInt(12)) {
      case 0 -> near;
      case 1 -> BufferHeader.SIZE + near;
      case 2 -> seed.bufferSize() + near;
      case 3 -> rest + near;
      case 4 -> seed.bytes().length + near;
      case 5 -> (1L << random.nextInt(Long.SIZE)) + near;
      case 6 -> BufferHeader.MAX_BUFFER_SIZE + near;
      case 7 -> before * 2 + near;
      case 8 -> before / 2 + near;
      case 9 -> random.nextInt(256);
      case 10 -> random.nextLong();
      default -> before + near;
    };
  }

  /** Changes a record in place, or in a compressed buffer, which is then compressed again. */
  private static void changeRecord(
      final MutableBytes bytes, final SeedTrace seed, final SplittableRandom random) {
    if (seed.compressed().isEmpty()) {
      changeField(bytes, seed, any(seed.records(), random), RECORD_FIELDS, random);
      return;
    }
    final SeedTrace.CompressedBuffer buffer =
        seed.compressed().get(random.nextInt(seed.compressed().size()));
    final MutableBytes records = new MutableBytes(buffer.records());
    do {
      changeRecords(records, seed, buffer, random);
    } while (random.nextBoolean());
    repack(bytes, buffer, records.toArray());
  }

  private static void changeRecords(
      final MutableBytes records,
      final SeedTrace seed,
      final SeedTrace.CompressedBuffer buffer,
      final SplittableRandom random) {
    final int record = any(buffer.recordOffsets(), random);
    switch (random.nextInt(6)) {
      case 0 -> records.delete(record, random.nextInt(1, 64));
      case 1 -> records.insert(record, records.copy(any(buffer.recordOffsets(), random), 64));
      case 2 -> records.set(random.nextInt(records.length() + 1), random.nextInt());
      default -> changeField(records, seed, record, RECORD_FIELDS, random);
    }
  }

  private static void repack(
      final MutableBytes bytes, final SeedTrace.CompressedBuffer buffer, final byte[] records) {
    final byte[] packed = Lz77Stream.of(records).compressed();
    final int from = buffer.offset() + BufferHeader.SIZE;
    bytes.replace(from, buffer.storedSize() - BufferHeader.SIZE, packed);
    bytes.setNumber(buffer.offset(), Integer.BYTES, BufferHeader.SIZE + (long) packed.length);
    bytes.setNumber(buffer.offset() + 48, Integer.BYTES, BufferHeader.SIZE + (long) records.length);
  }

  private static void swap(
      final MutableBytes bytes, final int one, final int other, final int count) {
    final byte[] first = bytes.copy(one, count);
    final byte[] second = bytes.copy(other, count);
    bytes.overwrite(one, second);
    bytes.overwrite(other, first);
  }

  /** Continues with the rest of another trace. */
  private void splice(final MutableBytes bytes, final int at, final SplittableRandom random) {
    final SeedTrace other = seeds.anySmall(random);
    final int from = place(new MutableBytes(other.bytes()), other, random);
    bytes.truncate(at);
    bytes.insert(at, new MutableBytes(other.bytes()).copy(from, other.bytes().length));
  }

  /** Overwrites bytes with those of another trace. */
  private void overlay(
      final MutableBytes bytes, final int at, final int count, final SplittableRandom random) {
    final MutableBytes other = new MutableBytes(seeds.anySmall(random).bytes());
    bytes.overwrite(at, other.copy(random.nextInt(other.length()), 4 * count));
  }

  /** Start of a buffer or a record, or any position. */
  private static int place(
      final MutableBytes bytes, final SeedTrace seed, final SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0, 1 -> any(seed.buffers(), random);
      case 2 -> any(seed.records(), random);
      default -> random.nextInt(bytes.length() + 1);
    };
  }

  /** Length of a buffer, some records, or some bytes. */
  private static int count(final SeedTrace seed, final SplittableRandom random) {
    return switch (random.nextInt(3)) {
      case 0 -> seed.bufferSize();
      case 1 -> Long.BYTES * random.nextInt(1, 32);
      default -> random.nextInt(1, 1 << random.nextInt(1, 12));
    };
  }

  private static int any(final List<Integer> places, final SplittableRandom random) {
    return places.isEmpty() ? 0 : places.get(random.nextInt(places.size()));
  }
}
