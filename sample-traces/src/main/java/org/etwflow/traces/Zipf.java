package org.etwflow.traces;

import java.util.Arrays;

/**
 * Zipf distribution of ranks: rank k has the weight 1 / (k + 1)^skew. Drawing from an alias table
 * (Walker, in Vose's form) takes constant time.
 */
final class Zipf {

  private final int[] alias;

  /** Probability in 2^-31 that a draw of this slot yields its own rank, not its alias. */
  private final int[] share;

  Zipf(int ranks, double skew) {
    alias = new int[ranks];
    share = new int[ranks];
    final double[] scaled = scaledWeights(ranks, skew);
    final int[] small = new int[ranks];
    final int[] large = new int[ranks];
    int smallCount = 0;
    int largeCount = 0;
    for (int rank = 0; rank < ranks; rank++) {
      if (scaled[rank] < 1) {
        small[smallCount++] = rank;
      } else {
        large[largeCount++] = rank;
      }
    }
    Arrays.fill(share, Integer.MAX_VALUE);
    while (smallCount > 0 && largeCount > 0) {
      final int poor = small[--smallCount];
      final int rich = large[largeCount - 1];
      share[poor] = (int) (scaled[poor] * Integer.MAX_VALUE);
      alias[poor] = rich;
      scaled[rich] -= 1 - scaled[poor];
      if (scaled[rich] < 1) {
        largeCount--;
        small[smallCount++] = rich;
      }
    }
  }

  int draw(SplitMix64 random) {
    final long number = random.next();
    final int slot = (int) (((number >>> 32) * alias.length) >>> 32);
    return (number & Integer.MAX_VALUE) < share[slot] ? slot : alias[slot];
  }

  /** Weights with a mean of 1, computed with StrictMath to be the same on every machine. */
  private static double[] scaledWeights(int ranks, double skew) {
    final double[] weights = new double[ranks];
    double sum = 0;
    for (int rank = 0; rank < ranks; rank++) {
      weights[rank] = 1 / StrictMath.pow(rank + 1, skew);
      sum += weights[rank];
    }
    for (int rank = 0; rank < ranks; rank++) {
      weights[rank] *= ranks / sum;
    }
    return weights;
  }
}
