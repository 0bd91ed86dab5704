package org.etwflow.flow.partial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.etwflow.event.NetworkEvent;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.key.FlowPartition;
import org.etwflow.testing.Accumulators;
import org.junit.jupiter.api.Test;

/** How partials are put together into batches. */
class PartialFlowBatchTest {

  private final List<PartialFlowBatch> batches = new ArrayList<>();
  private final PartialFlowBatchWriter writer = new PartialFlowBatchWriter(batches::add);

  private static FlowKey key(final String processName) {
    return new FlowKey(null, 0, 4, processName, 0, false, 0, 0, 0, 0, 0, 0);
  }

  private static PartialFlow partial(final FlowKey key, final long paneStart) {
    return new PartialFlow(
        key, paneStart, Accumulators.of(SelectedStatistics.CORE, new NetworkEvent()));
  }

  private List<Integer> partialsOfBatches() {
    return batches.stream()
        .map(
            batch -> {
              int partials = 0;
              for (final PartialFlow partial : batch) {
                assertThat(partial.paneStart()).isEqualTo(batch.paneStart());
                partials++;
              }
              return partials;
            })
        .toList();
  }

  @Test
  void partialsOfOnePartitionAndPane_areOneBatch() {
    writer.add(partial(key("a"), 10));
    writer.add(partial(key("a"), 10));
    writer.add(partial(key("a"), 20));
    writer.flush();

    assertThat(partialsOfBatches()).containsExactly(2, 1);
    assertThat(batches).extracting(PartialFlowBatch::paneStart).containsExactly(10L, 20L);
    assertThat(batches)
        .extracting(PartialFlowBatch::bucket)
        .containsOnly(FlowPartition.key(key("a")));
  }

  @Test
  void partialsOfDifferentPartitions_areDifferentBatches() {
    String other = "b";
    while (FlowPartition.key(key(other)) == FlowPartition.key(key("a"))) {
      other += "b";
    }
    writer.add(partial(key("a"), 10));
    writer.add(partial(key(other), 10));
    writer.flush();

    assertThat(batches)
        .extracting(PartialFlowBatch::bucket)
        .containsExactly(FlowPartition.key(key("a")), FlowPartition.key(key(other)));
  }

  /** Three names of 6,000 characters are more than 16 KiB. */
  @Test
  void batch_endsBeyond16KiB() {
    for (int i = 0; i < 5; i++) {
      writer.add(partial(key("x".repeat(6_000)), 10));
    }
    writer.flush();

    assertThat(partialsOfBatches()).containsExactly(3, 2);
  }

  @Test
  void flushedPartials_areHandedOutOnce() {
    writer.flush();
    writer.add(partial(key("a"), 10));
    writer.flush();
    writer.flush();

    assertThat(partialsOfBatches()).containsExactly(1);
  }

  @Test
  void nextBehindTheLastPartial_isAnError() {
    writer.add(partial(key("a"), 10));
    writer.flush();
    final Iterator<PartialFlow> partials = batches.get(0).iterator();
    partials.next();

    assertThat(partials.hasNext()).isFalse();
    assertThatThrownBy(partials::next).isInstanceOf(NoSuchElementException.class);
  }

  /** The number of the partition, the start of the pane and the size take 16 bytes. */
  @Test
  void size_isThatOfThePartials() throws IOException {
    final TypeSerializer<PartialFlowBatch> serializer =
        TypeInformation.of(PartialFlowBatch.class).createSerializer(new SerializerConfigImpl());
    writer.add(partial(key("a"), 10));
    writer.flush();
    final DataOutputSerializer out = new DataOutputSerializer(64);

    serializer.serialize(batches.get(0), out);

    assertThat(out.length()).isEqualTo(4 + 8 + 4 + batches.get(0).size());
    assertThat(serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
        .singleElement()
        .returns(key("a"), PartialFlow::key);
    assertThat(serializer.isImmutableType()).isTrue();
    assertThat(serializer.copy(batches.get(0))).isSameAs(batches.get(0));
    assertThat(serializer.createInstance()).isEmpty();
  }

  @Test
  void batch_ofExactly16KiB_isContinued() {
    writer.add(partial(key("x".repeat(8_000)), 10));
    writer.flush();
    final int more = 8_192 - batches.get(0).size();
    batches.clear();

    for (int i = 0; i < 3; i++) {
      writer.add(partial(key("x".repeat(8_000 + more)), 10));
    }
    writer.flush();

    assertThat(partialsOfBatches()).containsExactly(3);
  }
}
