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
        Accumulators.of(
            SelectedStatistics.parse("distinct"),
            numbers.stream().map(DistinctCountsTest::send).toList());
    assertThat(counted.distinct(DistinctCounts::flows)).isEqualTo(flows.size());
    assertThat(counted.distinct(DistinctCounts::remoteEndpoints)).isEqualTo(endpoints.size());
    assertThat(counted.distinct(DistinctCounts::remoteAddresses)).isEqualTo(addresses.size());
  }
}
