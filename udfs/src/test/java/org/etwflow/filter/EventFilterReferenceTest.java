package org.etwflow.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.etwflow.event.EventType;
import org.etwflow.event.NetworkEvent;
import org.etwflow.testing.NetworkEvents;

/**
 * Compares the filter with a simple one: addresses as 32 or 128 binary digits, ports one by one.
 */
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
   * An address.
   *
   * @param digits 32 of the digits 0 and 1 for IPv4, 128 for IPv6
   */
  private record Address(String digits) {

    boolean isIpv6() {
      return digits.length() == 128;
    }

    long high() {
      return isIpv6() ? Long.parseUnsignedLong(digits.substring(0, 64), 2) : 0;
    }

    long low() {
      return isIpv6()
          ? Long.parseUnsignedLong(digits.substring(64), 2)
          : NetworkEvents.mapped(Long.parseLong(digits, 2));
    }

    /** IPv4 in dotted decimal, IPv6 as eight groups. */
    String text() {
      return isIpv6() ? text(16, 16, ":") : text(8, 10, ".");
    }

    private String text(final int bits, final int radix, final String separator) {
      return IntStream.range(0, digits.length() / bits)
          .map(i -> Integer.parseInt(digits.substring(bits * i, bits * (i + 1)), 2))
          .mapToObj(part -> Integer.toString(part, radix))
          .collect(Collectors.joining(separator));
    }
  }

  /**
   * An address prefix.
   *
   * @param length number of digits, from the first one on, that belong to the prefix
   */
  private record Subnet(boolean isExcluded, Address address, int length) implements Item {

    boolean holds(final Address other) {
      return other.isIpv6() == address.isIpv6()
          && other.digits().startsWith(address.digits().substring(0, length));
    }

    @Override
    public String text() {
      final int all = address.digits().length();
      final Address first =
          new Address(address.digits().substring(0, length) + "0".repeat(all - length));
      return length == all ? first.text() : first.text() + '/' + length;
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

  /** Addresses of few different parts, so that many match; some of IPv6 are mapped ones. */
  @Provide
  Arbitrary<Address> addresses() {
    final Arbitrary<String> octets =
        Arbitraries.of("00000000", "00000001", "01111111", "10000000", "11111111");
    final Arbitrary<String> ipv4 = octets.list().ofSize(4).map(parts -> String.join("", parts));
    final Arbitrary<String> quarters =
        Arbitraries.of("0".repeat(32), "0".repeat(31) + "1", "1" + "0".repeat(31), "1".repeat(32));
    return Arbitraries.oneOf(
            ipv4,
            quarters.list().ofSize(4).map(parts -> String.join("", parts)),
            ipv4.map(address -> "0".repeat(80) + "1".repeat(16) + address))
        .map(Address::new);
  }

  @Provide
  Arbitrary<List<Subnet>> subnets() {
    return Combinators.combine(
            Arbitraries.of(true, false), addresses(), Arbitraries.doubles().between(0, 1))
        .as(
            (isExcluded, address, share) ->
                new Subnet(
                    isExcluded, address, (int) Math.round(share * address.digits().length())))
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

  private static NetworkEvent event(final Address local, final Address remote) {
    final NetworkEvent event =
        NetworkEvents.of(local.isIpv6() ? EventType.UDP_SEND_IPV6 : EventType.TCP_SEND_IPV4);
    event.localAddressHigh = local.high();
    event.localAddressLow = local.low();
    event.remoteAddressHigh = remote.high();
    event.remoteAddressLow = remote.low();
    return event;
  }

  private static void assertMatches(
      final EventFilter filter, final NetworkEvent event, final boolean expected) {
    assertThat(filter.matches(event, null)).isEqualTo(expected);
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
      @ForAll("addresses") final Address from,
      @ForAll("addresses") final Address to) {
    Assume.that(from.isIpv6() == to.isIpv6());
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
        event(from, to),
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

    final NetworkEvent event = NetworkEvents.of(EventType.TCP_RECEIVE_IPV6);
    event.localPort = localPort;
    event.remotePort = remotePort;

    assertMatches(
        filter, event, isWanted(ports, range -> range.holds(localPort) || range.holds(remotePort)));
  }

  @Property
  void itemsInAnotherOrder_areTheSameSelection(
      @ForAll("subnets") final List<Subnet> subnets, @ForAll final Random random) {
    final List<String> texts = subnets.stream().map(Item::withMark).toList();
    final List<String> shuffled = new ArrayList<>(texts);
    shuffled.addAll(texts);
    Collections.shuffle(shuffled, random);

    final AddressSelection selection = AddressSelection.of(texts);
    assertThat(AddressSelection.of(shuffled))
        .isEqualTo(selection)
        .hasSameHashCodeAs(selection)
        .hasToString(selection.toString());
  }
}
