package org.etwflow.filter;

import java.io.Serializable;
import java.util.List;
import org.apache.flink.annotation.Internal;

/**
 * Selection of addresses: the included ones without the excluded ones.
 *
 * @param isAllIncluded whether addresses need not be in {@code included}
 * @param included addresses to include
 * @param excluded addresses to exclude
 */
@Internal
public record AddressSelection(boolean isAllIncluded, Addresses included, Addresses excluded)
    implements Serializable {

  /** Selects every address. */
  public static final AddressSelection ALL =
      new AddressSelection(true, Addresses.NONE, Addresses.NONE);

  /**
   * Parses lists of IPv4 and IPv6 addresses and prefixes.
   *
   * @param lists comma-separated lists, joined to one, such as {@code
   *     10.0.0.0/8,2001:db8::/32,!10.1.2.3}; an item after {@code !} is excluded
   * @throws SyntaxException if a list is malformed
   */
  public static AddressSelection of(final List<String> lists) {
    final SelectionParser<AddressRange> parsed = SelectionParser.parse(lists, new AddressParser());
    return new AddressSelection(
        parsed.included().isEmpty(),
        Addresses.of(parsed.included()),
        Addresses.of(parsed.excluded()));
  }

  boolean matches(final boolean isIpv6, final long high, final long low) {
    return (isAllIncluded || included.contains(isIpv6, high, low))
        && !excluded.contains(isIpv6, high, low);
  }
}
