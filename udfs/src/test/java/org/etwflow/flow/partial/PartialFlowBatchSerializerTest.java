package org.etwflow.flow.partial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.etwflow.event.NetworkEvent;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.key.FlowPartition;
import org.etwflow.flow.key.Grouping;
import org.etwflow.testing.Accumulators;
import org.etwflow.testing.NetworkEvents;
import org.etwflow.testing.SavedVersions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Serialized form of keys and partial flows. */
class PartialFlowBatchSerializerTest {

  private static final TypeSerializer<FlowKey> KEYS = serializer(FlowKey.class);
  private static final TypeSerializer<PartialFlowBatch> PARTIALS =
      serializer(PartialFlowBatch.class);
  private static final TypeSerializer<FlowAccumulator> ACCUMULATORS =
      serializer(FlowAccumulator.class);

  private static <T> TypeSerializer<T> serializer(final Class<T> type) {
    return TypeInformation.of(type).createSerializer(new SerializerConfigImpl());
  }

  private static <T> byte[] bytes(final TypeSerializer<T> serializer, final T value) {
    final DataOutputSerializer out = new DataOutputSerializer(64);
    try {
      serializer.serialize(value, out);
    } catch (final IOException e) {
      throw new AssertionError(e);
    }
    return out.getCopyOfBuffer();
  }

  private static <T> byte[] copied(final TypeSerializer<T> serializer, final byte[] bytes)
      throws IOException {
    final DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.copy(new DataInputDeserializer(bytes), out);
    return out.getCopyOfBuffer();
  }

  /** Address and port of a key. */
  private record End(long high, long low, int port) {}

  private static Arbitrary<End> ends() {
    final Arbitrary<Long> uint32s = Arbitraries.longs().between(0, 0xFFFF_FFFFL);
    final Arbitrary<long[]> addresses =
        Arbitraries.oneOf(
            Arbitraries.just(new long[2]),
            uint32s.map(address -> new long[] {0, NetworkEvents.mapped(address)}),
            uint32s.map(address -> new long[] {0, address}),
            Arbitraries.longs().array(long[].class).ofSize(2));
    return Combinators.combine(addresses, Arbitraries.integers().between(0, 0xFFFF))
        .as((address, port) -> new End(address[0], address[1], port));
  }

  /** Keys with any combination of columns and any kind of address. */
  @Provide
  Arbitrary<FlowKey> keys() {
    final Arbitrary<String> texts = Arbitraries.strings().ofMaxLength(20).injectNull(0.5);
    return Combinators.combine(
            texts,
            Arbitraries.of(0, 6, 17),
            Arbitraries.longs().between(0, 0xFFFF_FFFFL),
            texts,
            Arbitraries.longs(),
            Arbitraries.of(true, false),
            ends(),
            ends())
        .as(
            (host, protocol, id, name, start, isIpv6, local, remote) ->
                new FlowKey(
                    host,
                    protocol,
                    id,
                    name,
                    start,
                    isIpv6,
                    local.high(),
                    local.low(),
                    local.port(),
                    remote.high(),
                    remote.low(),
                    remote.port()));
  }

  @Property
  void key_isReadAsWritten(@ForAll("keys") final FlowKey key) throws IOException {
    final byte[] bytes = bytes(KEYS, key);
    final DataInputDeserializer in = new DataInputDeserializer(bytes);

    assertThat(KEYS.deserialize(in)).isEqualTo(key);
    assertThat(in.available()).isZero();
    assertThat(copied(KEYS, bytes)).isEqualTo(bytes);
  }

  @Property
  void keys_areEqualOnlyIfTheirBytesAre(
      @ForAll("keys") final FlowKey one, @ForAll("keys") final FlowKey other) throws IOException {
    assertThat(Arrays.equals(bytes(KEYS, one), bytes(KEYS, other))).isEqualTo(one.equals(other));
  }

  @Property
  void partials_areReadAndCopiedAsWritten(
      @ForAll("keys") final FlowKey key, @ForAll final long paneStart, @ForAll final boolean all)
      throws IOException {
    final FlowAccumulator statistics =
        Accumulators.of(SelectedStatistics.parse(all ? "all" : "core"), new NetworkEvent());
    final PartialFlowBatch partials = written(new PartialFlow(key, paneStart, statistics));
    final byte[] bytes = bytes(PARTIALS, partials);

    for (final PartialFlowBatch copy :
        List.of(PARTIALS.deserialize(new DataInputDeserializer(bytes)), PARTIALS.copy(partials))) {
      assertThat(copy.bucket()).isEqualTo(FlowPartition.key(key));
      assertThat(copy.paneStart()).isEqualTo(paneStart);
      assertThat(copy)
          .singleElement()
          .returns(key, PartialFlow::key)
          .returns(paneStart, PartialFlow::paneStart)
          .satisfies(
              read ->
                  assertThat(bytes(ACCUMULATORS, read.statistics()))
                      .isEqualTo(bytes(ACCUMULATORS, statistics)));
    }
    assertThat(copied(PARTIALS, bytes)).isEqualTo(bytes);
  }

  private static PartialFlowBatch written(final PartialFlow partial) {
    final List<PartialFlowBatch> all = new ArrayList<>();
    final PartialFlowBatchWriter writer = new PartialFlowBatchWriter(all::add);
    writer.add(partial);
    writer.flush();
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  @Test
  void key_withFewColumns_takesFewBytes() throws IOException {
    final NetworkEvent send = NetworkEvents.send(1, 1);
    send.processId = 0xFFFF_FFFFL;
    send.localAddressLow = NetworkEvents.mapped(0x0A00_0001L);
    send.remoteAddressLow = NetworkEvents.mapped(0xC612_0001L);
    send.localPort = 50_000;
    send.remotePort = 443;

    assertThat(bytes(KEYS, Grouping.parse("total").key(null, send, null))).hasSize(2);
    assertThat(bytes(KEYS, Grouping.parse("remote").key(null, send, null))).hasSize(2 + 4);
    assertThat(bytes(KEYS, Grouping.parse("flow").key(null, send, null))).hasSize(2 + 4 + 8 + 4);
  }

  @Test
  void snapshot_restoresSerializer() throws IOException {
    assertIsRestored(KEYS);
    assertIsRestored(PARTIALS);
  }

  private static <T> void assertIsRestored(final TypeSerializer<T> serializer) throws IOException {
    final DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
    final TypeSerializerSnapshot<T> read =
        TypeSerializerSnapshot.readVersionedSnapshot(
            new DataInputDeserializer(out.getCopyOfBuffer()),
            PartialFlowBatchSerializerTest.class.getClassLoader());

    assertThat(read.restoreSerializer()).isEqualTo(serializer);
    assertThat(
            serializer.snapshotConfiguration().resolveSchemaCompatibility(read).isCompatibleAsIs())
        .isTrue();
  }

  /** Version 3 is that of Flink's snapshot for serializers without a version. */
  @ParameterizedTest
  @ValueSource(ints = {3, 5, 6, 8})
  void partials_ofAnotherVersion_areRejected(final int version) {
    assertThatThrownBy(() -> SavedVersions.restore(PARTIALS, version))
        .isInstanceOf(IOException.class)
        .hasMessage("partial flows of another version of etwflow: " + version);
  }
}
