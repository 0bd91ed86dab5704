package org.etwflow.filter;

import java.util.ArrayList;
import java.util.List;

/**
 * Parser of comma-separated lists of included and, after a {@code !}, excluded items.
 *
 * @param <I> type of an item
 */
final class SelectionParser<I> {

  /** Parser of an item. */
  interface ItemParser<I> {

    /** Parses the item at the cursor and moves the cursor past it. */
    I parse(TextCursor text);
  }

  private final ItemParser<I> item;
  private final List<I> included = new ArrayList<>();
  private final List<I> excluded = new ArrayList<>();

  private SelectionParser(final ItemParser<I> item) {
    this.item = item;
  }

  /** Parses lists, joined to one. */
  static <I> SelectionParser<I> parse(final List<String> lists, final ItemParser<I> item) {
    final SelectionParser<I> parser = new SelectionParser<>(item);
    lists.forEach(list -> parser.add(new TextCursor(list)));
    return parser;
  }

  List<I> included() {
    return included;
  }

  List<I> excluded() {
    return excluded;
  }

  private void add(final TextCursor text) {
    do {
      text.skipSpaces();
      final List<I> items = text.take('!') ? excluded : included;
      items.add(item.parse(text));
      text.skipSpaces();
    } while (text.take(','));
    if (!text.isAtEnd()) {
      throw text.wrongHere("a comma or the end is expected");
    }
  }

  /** Whether a character ends an address or a port. */
  static boolean endsItem(final char character) {
    return character == ',' || Character.isWhitespace(character);
  }
}
