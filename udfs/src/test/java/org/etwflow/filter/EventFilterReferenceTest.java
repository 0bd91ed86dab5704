package org.etwflow.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.etwflow.event.NetworkEvent;
import org.etwflow.testing.NetworkEvents;

/** Compares the filter with a simple one: addresses as 32 binary digits, ports one by one. */
class EventFilterReferenceTest {

  /** An item of a list. */
  private interface Item {

    boolean isExcluded();

    String text();

    default String withMark() {
      return (isExcluded() ? "!" : "") + text();
    }
  }

  /**
   * An address prefix.
   *
   * @param prefix up to 32 of the digits 0 and 1
   */
  private record Subnet(boolean isExcluded, String prefix) implements Item {

    boolean holds(final String address) {
      return address.startsWith(prefix);
    }

    @Override
    public String text() {
      final String bits = prefix + "0".repeat(32 - prefix.length());
      final String dotted =
          IntStream.range(0, 4)
              .map(i -> Integer.parseInt(bits.substring(8 * i, 8 * i + 8), 2))
              .mapToObj(String::valueOf)
              .collect(Collectors.joining("."));
      return prefix.length() == 32 ? dotted : dotted + '/' + prefix.length();
    }
  }

  private record Ports(boolean isExcluded, int first, int last) implements Item {

    boolean holds(final int port) {
      return IntStream.rangeClosed(first, last).anyMatch(each -> each == port);
    }

    @Override
    public String text() {
      return first == last ? String.valueOf(first) : first + "-" + last;
    }
  }

  private static <I extends Item> boolean isWanted(final List<I> items, final Predicate<I> holds) {
    final List<I> included = items.stream().filter(item -> !item.isExcluded()).toList();
    return (included.isEmpty() || included.stream().anyMatch(holds))
        && items.stream().filter(Item::isExcluded).noneMatch(holds);
  }

  /** Splits the items into two lists. */
  private static List<String> lists(final List<? extends Item> items, final int cut) {
    final List<String> texts = items.stream().map(Item::withMark).toList();
    final int middle = Math.min(cut, texts.size());
    return Arrays.asList(
            String.join(",", texts.subList(0, middle)),
            String.join(" , ", texts.subList(middle, texts.size())))
        .stream()
        .filter(list -> !list.isEmpty())
        .toList();
  }

  /** Addresses of few different bytes, so that many match. */
  @Provide
  Arbitrary<String> addresses() {
    return Arbitraries.of("00000000", "00000001", "01111111", "10000000", "11111111")
        .list()
        .ofSize(4)
        .map(bytes -> String.join("", bytes));
  }

  @Provide
  Arbitrary<List<Subnet>> subnets() {
    return Combinators.combine(
            Arbitraries.of(true, false), addresses(), Arbitraries.integers().between(0, 32))
        .as((isExcluded, address, bits) -> new Subnet(isExcluded, address.substring(0, bits)))
        .list()
        .ofMaxSize(6);
  }

  @Provide
  Arbitrary<Integer> ports() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(0, 6), Arbitraries.integers().between(65_530, 65_535));
  }

  @Provide
  Arbitrary<List<Ports>> portRanges() {
    return Combinators.combine(Arbitraries.of(true, false), ports(), ports())
        .as(
            (isExcluded, one, other) ->
                new Ports(isExcluded, Math.min(one, other), Math.max(one, other)))
        .list()
        .ofMaxSize(4);
  }

  private static NetworkEvent send(
      final String local, final String remote, final int localPort, final int remotePort) {
    final NetworkEvent send = NetworkEvents.send(0, 0);
    send.localAddressLow = NetworkEvents.mapped(Long.parseLong(local, 2));
    send.remoteAddressLow = NetworkEvents.mapped(Long.parseLong(remote, 2));
    send.localPort = localPort;
    send.remotePort = remotePort;
    return send;
  }

  private static void assertMatches(
      final EventFilter filter, final NetworkEvent send, final boolean expected) {
    assertThat(filter.matches(send, null)).isEqualTo(expected);
    Statistics.label("wanted")
        .collect(expected)
        .coverage(
            coverage -> {
              coverage.check(true).percentage(share -> share > 10);
              coverage.check(false).percentage(share -> share > 10);
            });
  }

  @Property
  void addresses_matchAsInASimpleFilter(
      @ForAll("subnets") final List<Subnet> local,
      @ForAll("subnets") final List<Subnet> remote,
      @ForAll("addresses") final String from,
      @ForAll("addresses") final String to) {
    final EventFilter filter =
        new EventFilter(
            AddressSelection.of(lists(local, 2)),
            AddressSelection.of(lists(remote, 3)),
            PortSelection.ALL,
            ProcessSelection.ALL,
            EventFilter.NO_START,
            EventFilter.NO_END);

    assertMatches(
        filter,
        send(from, to, 1, 2),
        isWanted(local, subnet -> subnet.holds(from))
            && isWanted(remote, subnet -> subnet.holds(to)));
  }

  @Property
  void ports_matchAsInASimpleFilter(
      @ForAll("portRanges") final List<Ports> ports,
      @ForAll("ports") final int localPort,
      @ForAll("ports") final int remotePort) {
    final EventFilter filter =
        new EventFilter(
            AddressSelection.ALL,
            AddressSelection.ALL,
            PortSelection.of(lists(ports, 2)),
            ProcessSelection.ALL,
            EventFilter.NO_START,
            EventFilter.NO_END);

    assertMatches(
        filter,
        send("0", "0", localPort, remotePort),
        isWanted(ports, range -> range.holds(localPort) || range.holds(remotePort)));
  }
}
