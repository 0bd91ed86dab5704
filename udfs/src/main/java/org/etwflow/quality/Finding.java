package org.etwflow.quality;

/**
 * How often something was found, and where first.
 *
 * @param count how often
 * @param first offset in the file; of no meaning if the count is 0
 */
public record Finding(long count, long first) {

  static final Finding NOTHING = new Finding(0, 0);

  static Finding at(final long offset) {
    return new Finding(1, offset);
  }

  /** With what was found further on in the file. */
  Finding plus(final Finding next) {
    return count == 0 ? next : new Finding(count + next.count, first);
  }
}
