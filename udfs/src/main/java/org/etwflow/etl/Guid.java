package org.etwflow.etl;

import java.util.UUID;
import org.apache.flink.annotation.PublicEvolving;

/**
 * A GUID as two little-endian halves, as stored in a record: comparing takes two loads.
 *
 * @param first bytes 0 to 7
 * @param second bytes 8 to 15
 */
@PublicEvolving
public record Guid(long first, long second) {

  /**
   * Parses the usual text form.
   *
   * @param text such as {@code 9a280ac0-c8e0-11d1-84e2-00c04fb998a2}
   * @throws IllegalArgumentException if the text is not in this form
   */
  public static Guid of(final String text) {
    final UUID uuid = UUID.fromString(text);
    if (!uuid.toString().equalsIgnoreCase(text)) {
      // UUID.fromString also accepts groups of fewer digits.
      throw new IllegalArgumentException("invalid GUID: " + text);
    }
    final long high = uuid.getMostSignificantBits();
    // Windows stores the first three groups as little-endian integers, the rest as bytes.
    final long data1 = high >>> 32;
    final long data2 = high >>> 16 & 0xFFFF;
    final long data3 = high & 0xFFFF;
    return new Guid(
        data3 << 48 | data2 << 32 | data1, Long.reverseBytes(uuid.getLeastSignificantBits()));
  }
}
