package org.etwflow.filter;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads lists of what is included and, after a {@code !}, excluded.
 *
 * @param <I> type of an item
 */
final class SelectionParser<I> {

  /** Reads an item of a list. */
  interface ItemParser<I> {

    /** What it stands for; moves over it. */
    I parse(TextCursor text);
  }

  private final ItemParser<I> item;
  private final List<I> included = new ArrayList<>();
  private final List<I> excluded = new ArrayList<>();

  private SelectionParser(final ItemParser<I> item) {
    this.item = item;
  }

  /** All lists, read as one. */
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
      final List<I> wanted = text.take('!') ? excluded : included;
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
