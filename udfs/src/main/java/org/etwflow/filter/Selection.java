package org.etwflow.filter;

import java.io.Serializable;
import java.util.List;
import org.apache.flink.annotation.Internal;

/**
 * Selection of addresses or ports: the included ones without the excluded ones.
 *
 * @param included numbers to include; all by default
 * @param excluded numbers to exclude; none by default
 */
@Internal
public record Selection(Ranges included, Ranges excluded) implements Serializable {

  /** Selects every address or port. */
  public static final Selection ALL = new Selection(Ranges.ALL, Ranges.NONE);

  /**
   * Parses lists of IPv4 addresses and prefixes.
   *
   * @param lists comma-separated lists, joined to one, such as {@code 10.0.0.0/8,!10.1.2.3}; an
   *     item after {@code !} is excluded
   * @throws SyntaxException if a list is malformed
   */
  public static Selection ofAddresses(final List<String> lists) {
    return of(SelectionParser.parse(lists, new AddressParser()));
  }

  /**
   * Parses lists of ports and port ranges.
   *
   * @param lists comma-separated lists, joined to one, such as {@code 443,8000-8999,!8080}; an item
   *     after {@code !} is excluded
   * @throws SyntaxException if a list is malformed
   */
  public static Selection ofPorts(final List<String> lists) {
    return of(SelectionParser.parse(lists, new PortParser()));
  }

  private static Selection of(final SelectionParser<Range> parsed) {
    return new Selection(
        parsed.included().isEmpty() ? Ranges.ALL : Ranges.of(parsed.included()),
        Ranges.of(parsed.excluded()));
  }

  boolean matches(final long number) {
    return included.contains(number) && !excluded.contains(number);
  }

  /** Whether either number is included and neither is excluded. */
  boolean matchesEither(final long one, final long other) {
    return (included.contains(one) || included.contains(other))
        && !excluded.contains(one)
        && !excluded.contains(other);
  }
}
