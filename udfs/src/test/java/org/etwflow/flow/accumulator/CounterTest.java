package org.etwflow.flow.accumulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.etwflow.event.EventType;
import org.etwflow.event.NetworkEvent;
import org.etwflow.testing.NetworkEvents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Slots that an event changes, of a key that is not the first one in the array. */
class CounterTest {

  /** Index of the first slot of the key. */
  private static final int FROM = 10;

  private static NetworkEvent event(final EventType type, final long octets) {
    final NetworkEvent event = NetworkEvents.of(type);
    event.octets = octets;
    event.time = 5;
    return event;
  }

  @ParameterizedTest
  @CsvSource({
    "TCP_CONNECT_IPV4, 0",
    "TCP_ACCEPT_IPV6, 1",
    "TCP_DISCONNECT_IPV4, 2",
    "TCP_RECONNECT_IPV6, 3",
    "TCP_RETRANSMIT_IPV4, 4"
  })
  void connection_isCountedByItsKind(final EventType type, final int slot) {
    final long[] slots = new long[FROM + 8];
    Counter.addConnection(slots, FROM, event(type, 40));
    Counter.addConnection(slots, FROM, event(type, 2));

    final long[] expected = new long[slots.length];
    expected[FROM + slot] = 2;
    expected[FROM + 5] = type == EventType.TCP_RETRANSMIT_IPV4 ? 42 : 0;
    assertThat(slots).containsExactly(expected);
  }

  @Test
  void sendsAndReceives_areNoConnections() {
    final long[] slots = new long[FROM + 8];
    Counter.addConnection(slots, FROM, event(EventType.TCP_SEND_IPV4, 40));
    Counter.addConnection(slots, FROM, event(EventType.UDP_RECEIVE_IPV6, 40));

    assertThat(slots).containsOnly(0);
  }

  @ParameterizedTest
  @CsvSource({"TCP_SEND_IPV4, 0", "UDP_RECEIVE_IPV6, 1", "TCP_CONNECT_IPV4, -1"})
  void event_isCountedByItsDirection(final EventType type, final int direction) {
    final long[] slots = new long[FROM + 8];
    slots[FROM + 4] = 7;
    Counter.addEvent(slots, FROM, event(type, 40));

    final long[] expected = new long[slots.length];
    if (direction >= 0) {
      expected[FROM + direction] = 1;
      expected[FROM + 2 + direction] = 40;
    }
    expected[FROM + 4] = 5;
    expected[FROM + 5] = 5;
    assertThat(slots).containsExactly(expected);
  }

  @Test
  void sizes_areOfTheirDirection() {
    final long[] slots = new long[FROM + 10];
    Counter.addSize(slots, FROM, event(EventType.TCP_RECEIVE_IPV4, 3));

    final long[] expected = new long[slots.length];
    expected[FROM + 4 + 1] = 3;
    expected[FROM + 4 + 3] = 9;
    assertThat(slots).containsExactly(expected);
  }
}
