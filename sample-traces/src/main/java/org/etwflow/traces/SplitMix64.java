package org.etwflow.traces;

/**
 * The SplitMix64 random number generator: the same numbers for the same seed on every machine and
 * Java version, fast enough for several numbers per record.
 */
final class SplitMix64 {

  private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;

  private long state;

  SplitMix64(long seed) {
    state = seed;
  }

  long next() {
    state += GOLDEN_GAMMA;
    long mixed = (state ^ state >>> 30) * 0xBF58_476D_1CE4_E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D0_49BB_1331_11EBL;
    return mixed ^ mixed >>> 31;
  }

  /** A random number from 0 to bound - 1, with a bias of at most bound / 2^32. */
  int below(int bound) {
    return (int) (((next() >>> 32) * bound) >>> 32);
  }

  /** Overwrites the first bytes of an array with noise. */
  void fill(byte[] bytes, int length) {
    for (int at = 0; at < length; at++) {
      bytes[at] = (byte) next();
    }
  }
}
