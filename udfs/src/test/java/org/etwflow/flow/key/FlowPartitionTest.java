package org.etwflow.flow.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowPartitionTest {

  private static final int FLOWS = 100_000;

  private static FlowKey flow(final int number) {
    return new FlowKey(null, 0, number % 100, null, 0, false, 0, 0, number, 0, number / 7, 443);
  }

  @ParameterizedTest(name = "{0} tasks, {1} key groups")
  @CsvSource({"2, 128", "3, 128", "64, 128", "128, 256", "256, 512"})
  void partitions_areEvenlyDistributedOverTasks(final int tasks, final int keyGroups) {
    final Map<Integer, Long> bucketsOfTasks =
        IntStream.range(0, FLOWS)
            .mapToObj(number -> FlowPartition.key(flow(number)))
            .distinct()
            .map(
                bucket ->
                    KeyGroupRangeAssignment.assignKeyToParallelOperator(bucket, keyGroups, tasks))
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

    assertThat(bucketsOfTasks.values()).allMatch(buckets -> buckets <= 1.1 * 256 / tasks + 1);
  }

  @Test
  void flows_areSpreadOverAllPartitions() {
    final Map<Integer, Long> flowsOfPartitions =
        IntStream.range(0, FLOWS)
            .mapToObj(number -> FlowPartition.of(flow(number)))
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

    assertThat(flowsOfPartitions.keySet())
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 256).boxed().toList());
    assertThat(flowsOfPartitions.values()).allMatch(flows -> flows < 3L * FLOWS / 256);
  }

  @Test
  void eachPartition_isAKeyGroupOfItsOwn() {
    for (int number = 0; number < 1_000; number++) {
      assertThat(KeyGroupRangeAssignment.assignToKeyGroup(FlowPartition.key(flow(number)), 256))
          .isEqualTo(FlowPartition.of(flow(number)));
    }
  }
}
