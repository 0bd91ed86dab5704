package org.etwflow.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.etwflow.event.EventType.TCP_FAIL;
import static org.etwflow.event.EventType.TCP_RECEIVE_IPV4;
import static org.etwflow.event.EventType.TCP_RECEIVE_IPV6;
import static org.etwflow.event.EventType.TCP_SEND_IPV4;
import static org.etwflow.event.EventType.TCP_SEND_IPV6;
import static org.etwflow.event.EventType.UDP_FAIL;
import static org.etwflow.event.EventType.UDP_RECEIVE_IPV4;
import static org.etwflow.event.EventType.UDP_RECEIVE_IPV6;
import static org.etwflow.event.EventType.UDP_SEND_IPV4;
import static org.etwflow.event.EventType.UDP_SEND_IPV6;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Selections of events by words and names. */
class EventSelectionTest {

  private static Set<EventType> parse(final String list) {
    return EventSelection.parse(list).types();
  }

  private static Set<EventType> allBut(final EventType first, final EventType... others) {
    return EnumSet.complementOf(EnumSet.of(first, others));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tcp                       | 17",
        "udp                       | 5",
        "ipv4                      | 10",
        "ipv6                      | 10",
        "send                      | 4",
        "receive                   | 4",
        "connection                | 10",
        "tcp,udp                   | 22",
        "ipv4,ipv6                 | 20",
        "tcp,ipv4                  | 8",
        "tcp,ipv6,send             | 1",
        "udp,send,receive          | 4",
        "tcp,udp,send              | 4",
        "connection,ipv4           | 5",
        "send,receive,ipv4,udp     | 2",
        "!udp                      | 17",
        "!tcp                      | 5",
        "!ipv4                     | 12",
        "!connection,!send         | 8",
        "tcp,!connection           | 7",
        "send,SendIPV4             | 4",
        "udp,SendIPV4              | 6",
        "SendIPV4,RecvIPV4         | 2",
        "SendIPV4,!SendIPV6        | 1",
        "TcpIp_Fail,UdpIp_Fail     | 2",
        "tcp,TCPCopyIPV4           | 17"
      })
  void list_selectsSoManyEvents(final String list, final int count) {
    assertThat(parse(list)).hasSize(count);
  }

  @Test
  void wordsOfDifferentProperties_narrowEachOther() {
    assertThat(parse("tcp,send")).containsExactlyInAnyOrder(TCP_SEND_IPV4, TCP_SEND_IPV6);
    assertThat(parse("ipv6,send")).containsExactlyInAnyOrder(TCP_SEND_IPV6, UDP_SEND_IPV6);
    assertThat(parse("udp,receive,ipv4")).containsExactly(UDP_RECEIVE_IPV4);
  }

  @Test
  void wordsOfOneProperty_addUp() {
    assertThat(parse("ipv4,send,receive"))
        .containsExactlyInAnyOrder(
            TCP_SEND_IPV4, TCP_RECEIVE_IPV4, UDP_SEND_IPV4, UDP_RECEIVE_IPV4);
    assertThat(parse("tcp,udp,receive"))
        .containsExactlyInAnyOrder(
            TCP_RECEIVE_IPV4, TCP_RECEIVE_IPV6, UDP_RECEIVE_IPV4, UDP_RECEIVE_IPV6);
  }

  @Test
  void names_addTheirEventsToThoseOfWords() {
    assertThat(parse("udp,send,SendIPV4"))
        .containsExactlyInAnyOrder(UDP_SEND_IPV4, UDP_SEND_IPV6, TCP_SEND_IPV4);
    assertThat(parse("UdpIp_Fail,RecvIPV6")).containsExactlyInAnyOrder(UDP_FAIL, TCP_RECEIVE_IPV6);
  }

  @Test
  void nameWithoutClass_isThatOfTcpIp() {
    assertThat(parse("SendIPV4")).isEqualTo(Set.of(TCP_SEND_IPV4));
    assertThat(parse("Fail")).isEqualTo(Set.of(TCP_FAIL));
    assertThat(EventSelection.parse("SendIPV4")).isEqualTo(EventSelection.SEND_IPV4);
  }

  @ParameterizedTest
  @EnumSource
  void everyName_selectsItsEvent(final EventType type) {
    assertThat(parse(type.toString())).containsExactly(type);
    assertThat(parse("!" + type)).isEqualTo(allBut(type));
  }

  @Test
  void exclusions_holdWhereverTheyAre() {
    assertThat(parse("!SendIPV4,tcp,send")).containsExactly(TCP_SEND_IPV6);
    assertThat(parse("tcp,!SendIPV4,send")).containsExactly(TCP_SEND_IPV6);
    assertThat(parse("!udp,!connection"))
        .isEqualTo(parse("tcp,send,receive,Fail,TCPCopyIPV4,TCPCopyIPV6"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TCP,Send", " tcp , send ", "tcp,send,tcp", "tcp,send,! udp"})
  void caseSpacesAndRepetitions_areIgnored(final String list) {
    assertThat(parse(list)).isEqualTo(parse("tcp,send"));
  }

  @Test
  void failures_haveNoIpVersion() {
    assertThat(parse("!ipv4,!ipv6")).containsExactlyInAnyOrder(TCP_FAIL, UDP_FAIL);
    assertThat(parse("ipv4,ipv6")).isEqualTo(allBut(TCP_FAIL, UDP_FAIL));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "tcp,", ",tcp", "tcp,,udp", "!", "SendIPV5", "sends", "UdpIp_ConnectIPV4"})
  void unknownWord_isRejectedWithTheKnownOnes(final String list) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EventSelection.parse(list))
        .withMessageContaining(
            "' is not an event: choose some of tcp, udp, ipv4, ipv6, send, receive,")
        .withMessageContaining(" connection, TcpIp_SendIPV4, ")
        .withMessageEndingWith("UdpIp_Fail");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp,!tcp", "udp,connection", "SendIPV4,!ipv4", "!tcp,!udp"})
  void emptySelection_isRejected(final String list) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EventSelection.parse(list))
        .withMessage("'" + list + "' selects no event");
    assertThatIllegalArgumentException().isThrownBy(() -> new EventSelection(Set.of()));
  }

  @Test
  void all_hasEveryType() {
    assertThat(EventType.values()).allMatch(EventSelection.ALL::has);
    assertThat(EventType.values())
        .filteredOn(EventSelection.SEND_IPV4::has)
        .containsExactly(TCP_SEND_IPV4);
  }

  @Test
  void selection_isASerializableCopy() throws IOException, ClassNotFoundException {
    final Set<EventType> types = EnumSet.of(TCP_SEND_IPV4, UDP_FAIL);
    final EventSelection selection = new EventSelection(types);
    types.clear();

    assertThat(selection.types()).hasSize(2);
    assertThat(InstantiationUtil.clone(selection)).isEqualTo(selection);
  }

  /** Words and names, some of them excluded. */
  @Provide
  Arbitrary<List<String>> items() {
    final List<String> words =
        List.of("tcp", "udp", "ipv4", "ipv6", "send", "receive", "connection");
    return Arbitraries.oneOf(
            Arbitraries.of(words),
            Arbitraries.of(words).map(word -> "!" + word),
            Arbitraries.of(EventType.class).map(EventType::toString),
            Arbitraries.of(EventType.class).map(type -> "!" + type))
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  /** Whether a word describes an event, by the name of the event alone. */
  private static boolean describes(final String word, final String name) {
    final String event = name.substring("TcpIp_".length());
    return switch (word) {
      case "tcp" -> name.startsWith("TcpIp");
      case "udp" -> name.startsWith("UdpIp");
      case "ipv4" -> name.endsWith("IPV4");
      case "ipv6" -> name.endsWith("IPV6");
      case "send" -> event.startsWith("Send");
      case "receive" -> event.startsWith("Recv");
      default -> event.matches("(Connect|Accept|Disconnect|Reconnect|Retransmit)IPV[46]");
    };
  }

  private static boolean isSelected(final List<String> items, final String name) {
    final List<String> included = items.stream().filter(item -> !item.startsWith("!")).toList();
    final boolean isExcluded =
        items.stream()
            .filter(item -> item.startsWith("!"))
            .map(item -> item.substring(1))
            .anyMatch(item -> item.contains("_") ? item.equals(name) : describes(item, name));
    return !isExcluded
        && (included.isEmpty() || included.contains(name) || isDescribed(included, name));
  }

  private static boolean isDescribed(final List<String> included, final String name) {
    final List<Set<String>> properties =
        List.of(
            Set.of("tcp", "udp"), Set.of("ipv4", "ipv6"), Set.of("send", "receive", "connection"));
    boolean isAny = false;
    for (final Set<String> property : properties) {
      final Set<String> words = new HashSet<>(included);
      words.retainAll(property);
      if (!words.isEmpty() && words.stream().noneMatch(word -> describes(word, name))) {
        return false;
      }
      isAny |= !words.isEmpty();
    }
    return isAny;
  }

  @Property
  void list_selectsAsAPlainEvaluationOfItsItems(@ForAll("items") final List<String> items) {
    final String list = String.join(",", items);
    final Set<String> expected =
        Arrays.stream(EventType.values())
            .map(EventType::toString)
            .filter(name -> isSelected(items, name))
            .collect(Collectors.toSet());

    if (expected.isEmpty()) {
      assertThatIllegalArgumentException().isThrownBy(() -> parse(list));
    } else {
      assertThat(parse(list))
          .extracting(EventType::toString)
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  /** The text of a run's settings identifies the run when it is followed again. */
  @ParameterizedTest
  @ValueSource(strings = {"udp,send,receive", "UdpIp_RecvIPV4,SendIPV4,UdpIp_SendIPV6"})
  void text_hasTheTypesInTheirOrder(final String list) throws Exception {
    final EventSelection selection = EventSelection.parse(list);
    final String types =
        Arrays.stream(EventType.values())
            .filter(selection::has)
            .map(EventType::toString)
            .collect(Collectors.joining(", "));

    assertThat(selection).hasToString("EventSelection[types=[" + types + "]]");
    assertThat(InstantiationUtil.clone(selection)).hasToString(selection.toString());
  }
}
