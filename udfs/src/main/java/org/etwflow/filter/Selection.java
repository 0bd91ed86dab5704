package org.etwflow.filter;

import java.io.Serializable;
import java.util.List;
import org.apache.flink.annotation.Internal;

/**
 * Which addresses or which ports are wanted: those included, without those excluded.
 *
 * @param included all, if nothing was said to be
 * @param excluded none, if nothing was said to be
 */
@Internal
public record Selection(Ranges included, Ranges excluded) implements Serializable {

  /** Every address, and every port. */
  public static final Selection ALL = new Selection(Ranges.ALL, Ranges.NONE);

  /**
   * Of IPv4 addresses.
   *
   * @param lists of addresses and prefixes, with commas between them: {@code 10.0.0.0/8,!10.1.2.3};
   *     what {@code !} stands before is excluded. Together they are one list
   * @throws SyntaxException if one of them is no such list
   */
  public static Selection ofAddresses(final List<String> lists) {
    return of(SelectionParser.parse(lists, new AddressParser()));
  }

  /**
   * Of ports.
   *
   * @param lists of ports and ranges, with commas between them: {@code 443,8000-8999,!8080}; what
   *     {@code !} stands before is excluded. Together they are one list
   * @throws SyntaxException if one of them is no such list
   */
  public static Selection ofPorts(final List<String> lists) {
    return of(SelectionParser.parse(lists, new PortParser()));
  }

  private static Selection of(final SelectionParser<Range> parsed) {
    return new Selection(
        parsed.included().isEmpty() ? Ranges.ALL : Ranges.of(parsed.included()),
        Ranges.of(parsed.excluded()));
  }

  boolean wants(final long number) {
    return included.contains(number) && !excluded.contains(number);
  }

  /** Of two numbers one is enough to be included, and to be excluded. */
  boolean wantsEither(final long one, final long other) {
    return (included.contains(one) || included.contains(other))
        && !excluded.contains(one)
        && !excluded.contains(other);
  }
}
