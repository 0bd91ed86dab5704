package org.etwflow.flow.accumulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.etwflow.event.NetworkEvent;
import org.etwflow.testing.Accumulators;
import org.etwflow.testing.NetworkEvents;
import org.junit.jupiter.api.Test;

/** Distinct counts, compared with hash sets, for repeated and alternating flows. */
class DistinctCountsTest {

  /** Creates a send of a numbered flow. All fields of flow 0 are 0. */
  private static NetworkEvent send(final int number) {
    final NetworkEvent send = new NetworkEvent();
    send.remoteAddressLow = NetworkEvents.mapped(number / 8);
    send.remotePort = number / 4;
    send.processId = number / 2;
    send.localPort = number;
    return send;
  }

  @Property
  void counts_matchHashSets(
      @ForAll @Size(max = 40) final List<@IntRange(max = 20) Integer> numbers) {
    final Set<Integer> flows = new HashSet<>();
    final Set<Integer> endpoints = new HashSet<>();
    final Set<Integer> addresses = new HashSet<>();
    for (final int number : numbers) {
      flows.add(number);
      endpoints.add(number / 4);
      addresses.add(number / 8);
    }

    final FlowAccumulator counted =
        counted(numbers.stream().map(DistinctCountsTest::send).toList());
    assertThat(counted.distinct(DistinctCounts::flows)).isEqualTo(flows.size());
    assertThat(counted.distinct(DistinctCounts::remoteEndpoints)).isEqualTo(endpoints.size());
    assertThat(counted.distinct(DistinctCounts::remoteAddresses)).isEqualTo(addresses.size());
  }

  private static FlowAccumulator counted(final List<NetworkEvent> sends) {
    return Accumulators.of(SelectedStatistics.parse("distinct"), sends);
  }

  private static NetworkEvent send(
      final long process,
      final long local,
      final int localPort,
      final long remote,
      final int port) {
    final NetworkEvent send = new NetworkEvent();
    send.processId = process;
    send.localAddressLow = NetworkEvents.mapped(local);
    send.localPort = localPort;
    send.remoteAddressLow = NetworkEvents.mapped(remote);
    send.remotePort = port;
    return send;
  }

  /** Each send but the first two differs from the first in one field, mostly in its highest bit. */
  @Test
  void sends_thatDifferInOneField_areDifferentFlows() {
    final List<NetworkEvent> sends =
        List.of(
            send(1, 2, 3, 4, 5),
            send(1, 2, 3, 4, 5),
            send(1, 0x8000_0002L, 3, 4, 5),
            send(1, 9, 3, 4, 5),
            send(0x8000_0001L, 2, 3, 4, 5),
            send(9, 2, 3, 4, 5),
            send(1, 2, 0x8003, 4, 5),
            send(1, 2, 3, 0x8000_0004L, 5),
            send(1, 2, 3, 4, 0x8005));
    final FlowAccumulator merged = counted(sends.subList(0, 3));
    merged.merge(counted(sends.subList(3, 9)));

    for (final FlowAccumulator counted : List.of(counted(sends), merged)) {
      assertThat(counted.distinct(DistinctCounts::flows)).isEqualTo(8);
      assertThat(counted.distinct(DistinctCounts::remoteEndpoints)).isEqualTo(3);
      assertThat(counted.distinct(DistinctCounts::remoteAddresses)).isEqualTo(2);
    }
  }

  @Test
  void firstSend_isCounted_ifAllItsFieldsAre0() {
    assertThat(counted(List.of(send(0))).distinct(DistinctCounts::flows)).isEqualTo(1);
  }
}
