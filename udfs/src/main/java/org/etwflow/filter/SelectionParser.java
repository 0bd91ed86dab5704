package org.etwflow.filter;

import java.util.ArrayList;
import java.util.List;

/** Reads lists of what is included and, after a {@code !}, excluded. */
final class SelectionParser {

  /** Reads an item of a list. */
  interface ItemParser {

    /** The numbers that it stands for; moves over it. */
    Range parse(TextCursor text);
  }

  private final ItemParser item;
  private final List<Range> included = new ArrayList<>();
  private final List<Range> excluded = new ArrayList<>();

  private SelectionParser(final ItemParser item) {
    this.item = item;
  }

  static Selection parse(final List<String> lists, final ItemParser item) {
    final SelectionParser parser = new SelectionParser(item);
    lists.forEach(list -> parser.add(new TextCursor(list)));
    return new Selection(
        parser.included.isEmpty() ? Ranges.ALL : Ranges.of(parser.included),
        Ranges.of(parser.excluded));
  }

  private void add(final TextCursor text) {
    do {
      text.skipSpaces();
      final List<Range> wanted = text.take('!') ? excluded : included;
      wanted.add(item.parse(text));
      text.skipSpaces();
    } while (text.take(','));
    if (!text.isAtEnd()) {
      throw text.wrongHere("a comma or the end is expected");
    }
  }

  /** Whether a character can be none of an address or a port. */
  static boolean endsItem(final char character) {
    return character == ',' || Character.isWhitespace(character);
  }
}
