package org.etwflow.event;

import java.util.Locale;
import org.apache.flink.annotation.PublicEvolving;

/** Transport protocols. */
@PublicEvolving
public enum Protocol {
  TCP(6),
  UDP(17);

  private final int number;

  Protocol(final int number) {
    this.number = number;
  }

  /** Protocol number of IP, which is IPFIX element 4: 6 or 17. */
  public int number() {
    return number;
  }

  /**
   * Returns the protocol with a number.
   *
   * @param number 6 or 17
   */
  public static Protocol of(final int number) {
    return number == TCP.number ? TCP : UDP;
  }

  /** Name in rows and options. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
