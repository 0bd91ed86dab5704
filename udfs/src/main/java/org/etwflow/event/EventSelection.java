package org.etwflow.event;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.annotation.PublicEvolving;

/**
 * Selection of network events by their type.
 *
 * @param types selected types; at least one
 */
@PublicEvolving
public record EventSelection(Set<EventType> types) implements Serializable {

  /** Selects every event. */
  public static final EventSelection ALL = new EventSelection(EnumSet.allOf(EventType.class));

  /** Selects TCP sends over IPv4. */
  public static final EventSelection SEND_IPV4 =
      new EventSelection(EnumSet.of(EventType.TCP_SEND_IPV4));

  private static final long serialVersionUID = 1L;

  /** Copies the set. Its order is that of the types, since its text identifies a run. */
  public EventSelection {
    if (types.isEmpty()) {
      throw new IllegalArgumentException("no event is selected");
    }
    types = Collections.unmodifiableSet(EnumSet.copyOf(types));
  }

  /**
   * Parses a list of words and event names, separated by commas. Words of different properties
   * narrow each other, words of the same property add up: {@code tcp,send,receive} selects sends
   * and receives of TCP. Event names add their events. A {@code !} before a word or name excludes
   * its events from the rest of the list, or from all events if the list only excludes.
   *
   * @param list such as {@code tcp,ipv4}, {@code SendIPV4,RecvIPV4}, or {@code !udp}. The class in
   *     a name is optional for TcpIp: {@code SendIPV4} is {@code TcpIp_SendIPV4}. Case is ignored
   * @throws IllegalArgumentException if a word is unknown or nothing is selected, with a message
   *     for users
   */
  public static EventSelection parse(final String list) {
    final List<String> items = Arrays.stream(list.split(",", -1)).map(String::strip).toList();
    final List<Word> words =
        items.stream().filter(item -> !item.startsWith("!")).map(Word::parse).toList();
    final Set<EventType> selected =
        words.isEmpty() ? EnumSet.allOf(EventType.class) : Word.union(words);
    items.stream()
        .filter(item -> item.startsWith("!"))
        .map(item -> Word.parse(item.substring(1).strip()))
        .forEach(excluded -> selected.removeIf(excluded.matches()));
    if (selected.isEmpty()) {
      throw new IllegalArgumentException("'%s' selects no event".formatted(list));
    }
    return new EventSelection(selected);
  }

  /** Names that {@link #parse} accepts, for messages. */
  public static String names() {
    return Stream.concat(
            Arrays.stream(Word.Named.values()).map(word -> word.name().toLowerCase(Locale.ROOT)),
            Arrays.stream(EventType.values()).map(EventType::toString))
        .collect(Collectors.joining(", "));
  }

  /** Whether events of a type are selected. */
  public boolean has(final EventType type) {
    return types.contains(type);
  }

  /** The types as a bit set of their indices. */
  long bits() {
    return types.stream().mapToLong(type -> 1L << type.index()).sum();
  }

  /** Item of a list. */
  private record Word(Property property, Predicate<EventType> matches) {

    /** Property of an event that words select by; words of the same property add up. */
    enum Property {
      PROTOCOL,
      IP_VERSION,
      KIND,
      NAME
    }

    /** Words other than event names. */
    enum Named {
      TCP(Property.PROTOCOL, type -> type.protocol() == Protocol.TCP),
      UDP(Property.PROTOCOL, type -> type.protocol() == Protocol.UDP),
      IPV4(Property.IP_VERSION, type -> type.hasEndpoints() && !type.isIpv6()),
      IPV6(Property.IP_VERSION, EventType::isIpv6),
      SEND(Property.KIND, type -> type.kind() == EventKind.SEND),
      RECEIVE(Property.KIND, type -> type.kind() == EventKind.RECEIVE),
      CONNECTION(Property.KIND, type -> type.kind().isOfConnection());

      // Predicates without state.
      @SuppressWarnings("ImmutableEnumChecker")
      private final Word word;

      Named(final Property property, final Predicate<EventType> matches) {
        this.word = new Word(property, matches);
      }
    }

    static Word parse(final String text) {
      return Arrays.stream(Named.values())
          .filter(named -> named.name().equalsIgnoreCase(text))
          .map(named -> named.word)
          .findFirst()
          .orElseGet(() -> named(text));
    }

    private static Word named(final String name) {
      final EventType named =
          Arrays.stream(EventType.values())
              .filter(
                  type ->
                      type.toString().equalsIgnoreCase(name)
                          || type.toString().equalsIgnoreCase("TcpIp_" + name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "'%s' is not an event: choose some of %s".formatted(name, names())));
      return new Word(Property.NAME, type -> type == named);
    }

    /** Events that match a word of each property that has any, and those that are named. */
    static EnumSet<EventType> union(final List<Word> words) {
      final EnumSet<EventType> union = EnumSet.noneOf(EventType.class);
      for (final EventType type : EventType.values()) {
        if (isNamed(words, type) || isDescribed(words, type)) {
          union.add(type);
        }
      }
      return union;
    }

    private static boolean isNamed(final List<Word> words, final EventType type) {
      return words.stream()
          .anyMatch(word -> word.property == Property.NAME && word.matches.test(type));
    }

    private static boolean isDescribed(final List<Word> words, final EventType type) {
      final Set<Property> described =
          words.stream()
              .map(Word::property)
              .filter(property -> property != Property.NAME)
              .collect(Collectors.toSet());
      return !described.isEmpty()
          && described.stream()
              .allMatch(
                  property ->
                      words.stream()
                          .anyMatch(word -> word.property == property && word.matches.test(type)));
    }
  }
}
