package org.etwflow.filter;

import java.io.Serializable;
import java.util.List;
import org.apache.flink.annotation.Internal;

/**
 * Selection of ports: the included ones without the excluded ones.
 *
 * @param included ports to include; all by default
 * @param excluded ports to exclude; none by default
 */
@Internal
public record PortSelection(Ranges included, Ranges excluded) implements Serializable {

  /** Selects every port. */
  public static final PortSelection ALL = new PortSelection(Ranges.ALL, Ranges.NONE);

  /**
   * Parses lists of ports and port ranges.
   *
   * @param lists comma-separated lists, joined to one, such as {@code 443,8000-8999,!8080}; an item
   *     after {@code !} is excluded
   * @throws SyntaxException if a list is malformed
   */
  public static PortSelection of(final List<String> lists) {
    final SelectionParser<Range> parsed = SelectionParser.parse(lists, new PortParser());
    return new PortSelection(
        parsed.included().isEmpty() ? Ranges.ALL : Ranges.of(parsed.included()),
        Ranges.of(parsed.excluded()));
  }

  /** Whether either number is included and neither is excluded. */
  boolean matchesEither(final long one, final long other) {
    return (included.contains(one) || included.contains(other))
        && !excluded.contains(one)
        && !excluded.contains(other);
  }
}
