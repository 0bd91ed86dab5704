package org.etwflow.process;

import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.flink.annotation.Internal;

/**
 * Distinct facts, up to a number of bytes: a trace of a few kilobytes can hold millions of them, or
 * names of 64 KB.
 */
@Internal
public final class BoundedProcessObservations {

  /**
   * About 300,000 facts with names as Windows has them. A week of a busy machine has some ten
   * thousand.
   */
  public static final long MAX_BYTES = 64L << 20;

  /** Memory of one without its names: objects and their places in sets. */
  private static final int BYTES_OF_FACT = 192;

  private final Set<ProcessObservation> facts = new LinkedHashSet<>();
  private long bytes;

  /**
   * Adds a fact, unless it is known or the limit is reached.
   *
   * @return whether it was added
   */
  public boolean add(final ProcessObservation fact) {
    if (isFull() || !facts.add(fact)) {
      return false;
    }
    bytes += BYTES_OF_FACT + bytesOf(fact.imageName()) + bytesOf(fact.service());
    return true;
  }

  private static long bytesOf(final String text) {
    return text == null ? 0 : (long) Character.BYTES * text.length();
  }

  /** Whether the limit is reached: then others may be missing. */
  public boolean isFull() {
    return bytes >= MAX_BYTES;
  }

  /** All of them, in the order in which they were added. */
  public Set<ProcessObservation> all() {
    return facts;
  }
}
