package org.etwflow.etl;

/**
 * Bound on the bytes that a search for the next buffer checks in vain: a multiple of the bytes it
 * has passed. Without it, a hostile file could have each of its bytes checked as part of many false
 * buffers, in time proportional to the square of its length. Ordinary damage stays far below: a
 * false header is detected within a few bytes.
 */
final class SearchAllowance {

  /** Maximum number of bytes checked per byte passed. */
  static final int FACTOR = 8;

  private final long start;
  private final long head;
  private long checked;

  /**
   * Creates the allowance of a new search.
   *
   * @param start start offset of the search
   * @param head bytes that count as passed at its start
   */
  SearchAllowance(final long start, final long head) {
    this.start = start;
    this.head = head;
  }

  /** Whether a buffer may be checked at an offset. */
  boolean permits(final long offset) {
    return checked < FACTOR * (offset - start + head);
  }

  void charge(final long bytes) {
    checked += bytes;
  }
}
