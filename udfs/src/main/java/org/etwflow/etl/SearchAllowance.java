package org.etwflow.etl;

/**
 * Bound on the bytes that a search for the next buffer checks in vain: a multiple of the bytes that
 * it has passed. Without one, a hostile file could have each of its bytes checked as a part of many
 * false buffers, in time proportional to the square of its length. Damage comes nowhere near it: a
 * false header is found out within a few bytes.
 */
final class SearchAllowance {

  /** Bytes to be checked for each byte passed. */
  static final int FACTOR = 8;

  private final long start;
  private final long head;
  private long checked;

  /**
   * The allowance of a new search.
   *
   * @param start where it begins
   * @param head bytes that count as passed from its start on
   */
  SearchAllowance(final long start, final long head) {
    this.start = start;
    this.head = head;
  }

  /** Whether a buffer may be checked at this offset. */
  boolean permits(final long offset) {
    return checked < FACTOR * (offset - start + head);
  }

  void charge(final long bytes) {
    checked += bytes;
  }
}
