package org.etwflow.flow.accumulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.etwflow.event.EventType;
import org.etwflow.event.NetworkEvent;
import org.etwflow.testing.Accumulators;
import org.etwflow.testing.NetworkEvents;
import org.etwflow.testing.SavedVersions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Serialized form of accumulators: its size, and how stored bytes are read. */
class FlowAccumulatorSerializerTest {

  private static final SelectedStatistics ALL = SelectedStatistics.parse("all");

  private static final long TIME = 132_404_547_847_805_047L;

  private static final TypeSerializer<FlowAccumulator> SERIALIZER =
      TypeInformation.of(FlowAccumulator.class).createSerializer(new SerializerConfigImpl());

  private static NetworkEvent send(final long size, final long time) {
    final NetworkEvent send = new NetworkEvent();
    send.octets = size;
    send.time = time;
    send.processId = size;
    send.remoteAddressLow = NetworkEvents.mapped(size);
    return send;
  }

  private static FlowAccumulator of(final SelectedStatistics selected, final LongStream sizes) {
    return Accumulators.of(selected, sizes.mapToObj(size -> send(size, TIME + size)).toList());
  }

  private static FlowAccumulator ofOneFlow(final LongStream sizes) {
    final List<NetworkEvent> sends = sizes.mapToObj(size -> send(size, TIME + size)).toList();
    sends.forEach(
        send -> {
          send.processId = 4_321;
          send.remoteAddressLow = NetworkEvents.mapped(0xC612_0001L);
        });
    final FlowAccumulator accumulator = Accumulators.of(ALL, sends);
    accumulator.close();
    return accumulator;
  }

  private static byte[] bytes(final FlowAccumulator accumulator) throws IOException {
    final DataOutputSerializer out = new DataOutputSerializer(64);
    SERIALIZER.serialize(accumulator, out);
    return out.getCopyOfBuffer();
  }

  /** Reads stored bytes, which must also be what is written. */
  private static FlowAccumulator read(final String hex) throws IOException {
    final byte[] stored = HexFormat.of().parseHex(hex);
    final FlowAccumulator read = SERIALIZER.deserialize(new DataInputDeserializer(stored));
    assertThat(bytes(read)).isEqualTo(stored);
    return read;
  }

  @Property(tries = 200)
  void accumulator_isReadAndCopiedAsWritten(
      @ForAll @Size(max = 50) final List<@LongRange(max = 0xFFFF_FFFFL) Long> sizes)
      throws IOException {
    for (final String selected : SelectedStatistics.names()) {
      final FlowAccumulator written =
          of(SelectedStatistics.parse(selected), sizes.stream().mapToLong(Long::longValue));
      assertThatItIsReadAndCopied(written);
      written.close();
      assertThatItIsReadAndCopied(written);
    }
  }

  private static void assertThatItIsReadAndCopied(final FlowAccumulator written)
      throws IOException {
    final byte[] bytes = bytes(written);
    final DataOutputSerializer copied = new DataOutputSerializer(64);
    SERIALIZER.copy(new DataInputDeserializer(bytes), copied);

    assertThat(bytes(SERIALIZER.deserialize(new DataInputDeserializer(bytes)))).isEqualTo(bytes);
    assertThat(bytes(SERIALIZER.copy(written))).isEqualTo(bytes);
    assertThat(copied.getCopyOfBuffer()).isEqualTo(bytes);
  }

  @Test
  void copy_isIndependentOfOriginal() throws IOException {
    final FlowAccumulator original = of(ALL, LongStream.of(1, 500));
    final byte[] before = bytes(original);
    final FlowAccumulator copy = SERIALIZER.copy(original);
    assertThat(bytes(copy)).isEqualTo(before);
    copy.merge(of(ALL, LongStream.of(70_000)));

    assertThat(bytes(original)).isEqualTo(before);
    assertThat(SERIALIZER.isImmutableType()).isFalse();
  }

  @Test
  void core_takesOnlyItsSlots() throws IOException {
    assertThat(bytes(of(SelectedStatistics.CORE, LongStream.of(1, 500)))).hasSize(1 + 6 * 8);
  }

  /** Worst cases: one bucket per send, or half as many buckets with two sends each. */
  @Test
  void flowOf1000Sends_takesAtMostOneKilobyte() throws IOException {
    final LongStream powers = LongStream.range(0, 1_000).map(i -> 1L << (i * 32 / 1_000));
    final Random random = new Random(1);
    for (final LongStream sizes :
        List.of(
            LongStream.range(0, 1_000).map(i -> (64 + i % 64) << (i / 40)),
            LongStream.range(0, 1_000).map(i -> (64 + i / 2 % 64) << (i / 40)),
            LongStream.range(0, 1_000).map(i -> i / 3 * 4_294_967L),
            powers.map(power -> power + random.nextLong(power)),
            LongStream.range(0, 1_000))) {
      assertThat(bytes(ofOneFlow(sizes))).hasSizeLessThanOrEqualTo(1_024);
    }
  }

  /** Three sends and a receive. */
  @Test
  void storedBytes_ofCoreAndSizes_areRead() throws IOException {
    final FlowAccumulator read =
        read(
            "03"
                + "0000000000000003"
                + "0000000000000001"
                + "000000000000012c"
                + "0000000000000005"
                + "01d6653c1d1d5877"
                + "01d6653c1d1d5878"
                + "0000000000000001"
                + "00000000000000c8"
                + "0000000000000000"
                + "000000000000c28a"
                + "0000000000000005"
                + "0000000000000005"
                + "0000000000000000"
                + "0000000000000019"
                + "0003"
                + "50314083"
                + "0001"
                + "34");

    assertThat(read.get(Counter.SEND_COUNT)).isEqualTo(3);
    assertThat(read.get(Counter.RECEIVE_OCTETS)).isEqualTo(5);
    assertThat(read.sendOctetsPercentile(33)).isEqualTo(1);
    assertThat(read.sendOctetsPercentile(34)).isEqualTo(99);
    assertThat(read.sendOctetsPercentile(99)).isEqualTo(200);
    assertThat(read.receiveOctetsPercentile(50)).isEqualTo(5);
  }

  /** A connect, three disconnects and two retransmits. */
  @Test
  void storedBytes_ofCoreAndConnections_areRead() throws IOException {
    final FlowAccumulator read =
        read(
            "05"
                + "0000000000000000".repeat(4)
                + "01d6653c1d1d5877"
                + "01d6653c1d1d5878"
                + "0000000000000001"
                + "0000000000000000"
                + "0000000000000003"
                + "0000000000000000"
                + "0000000000000002"
                + "0000000000000b68");

    assertThat(read.value(Counter.CONNECT_COUNT)).isEqualTo(1);
    assertThat(read.value(Counter.ACCEPT_COUNT)).isZero();
    assertThat(read.value(Counter.DISCONNECT_COUNT)).isEqualTo(3);
    assertThat(read.value(Counter.RECONNECT_COUNT)).isZero();
    assertThat(read.value(Counter.RETRANSMIT_COUNT)).isEqualTo(2);
    assertThat(read.value(Counter.RETRANSMIT_OCTETS)).isEqualTo(2_920);
  }

  /** TCP and UDP from one address over IPv4, to two ports. */
  @Test
  void storedBytes_ofCoreAndDistinctCounts_areRead() throws IOException {
    final String remote = "0000000000000000" + "0000ffffc6120001";
    final String local = "0000000000000000" + "0000ffff0a010203";
    final FlowAccumulator read =
        read(
            "21"
                + "0000000000000002"
                + "0000000000000000"
                + "0000000000000063"
                + "0000000000000000"
                + "01d6653c1d1d5877"
                + "01d6653c1d1d5877"
                + ("0001" + remote + "0000000000000000")
                + ("0002" + remote + "000001bb00000000" + remote + "0000005000000000")
                + ("0002" + local + remote + "0000000401bbc350" + "0000000000000006")
                + (local + remote + "000000040050c350" + "0000000000000011"));

    assertThat(read.distinct(DistinctCounts::remoteAddresses)).isEqualTo(1);
    assertThat(read.distinct(DistinctCounts::remoteEndpoints)).isEqualTo(2);
    assertThat(read.distinct(DistinctCounts::flows)).isEqualTo(2);
    assertThat(read.sendOctetsPercentile(50)).isNull();
    assertThat(read.value(Counter.SEND_TICKS_MIN, Counter.SEND_TICKS_COUNT)).isNull();

    final NetworkEvent again = NetworkEvents.of(EventType.UDP_RECEIVE_IPV4);
    again.processId = 4;
    again.localAddressLow = NetworkEvents.mapped(0x0A01_0203L);
    again.localPort = 50_000;
    again.remoteAddressLow = NetworkEvents.mapped(0xC612_0001L);
    again.remotePort = 80;
    read.merge(Accumulators.of(SelectedStatistics.parse("distinct"), again));
    assertThat(read.distinct(DistinctCounts::remoteAddresses)).isEqualTo(1);
    assertThat(read.distinct(DistinctCounts::remoteEndpoints)).isEqualTo(2);
    assertThat(read.distinct(DistinctCounts::flows)).isEqualTo(2);
  }

  @Test
  void storedBytes_ofCoreAndTicks_areRead() throws IOException {
    final FlowAccumulator read =
        read(
            "11"
                + "0000000000000002"
                + "0000000000000000"
                + "0000000000000064"
                + "0000000000000000"
                + "01d6653c1d1d5877"
                + "01d6653c1d1d5878"
                + "0000000000000002"
                + "0000000000000005"
                + "0000000000000001"
                + "0000000000000004"
                + "01d6653c1d1d5877"
                + "01d6653c1d1d5878"
                + "01d6653c1d1d5877".repeat(4));

    assertThat(read.get(Counter.SEND_COUNT)).isEqualTo(2);
    assertThat(read.value(Counter.SEND_TICKS_MIN, Counter.SEND_TICKS_COUNT)).isEqualTo(1);
    assertThat(read.mean(Counter.SEND_TICKS, Counter.SEND_TICKS_COUNT)).isEqualTo(2.5);
    assertThat(read.value(Counter.SEND_TICKS_MAX, Counter.SEND_TICKS_COUNT)).isEqualTo(4);
    assertThat(read.gaps()).isEqualTo(GapSummary.NONE);
    read.merge(of(SelectedStatistics.parse("gaps,ticks"), LongStream.of(1, 2)));
    assertThat(read.get(Counter.SEND_COUNT)).isEqualTo(4);
    assertThat(read.gaps()).isEqualTo(GapSummary.NONE);
  }

  @Test
  void snapshot_ofSameVersion_isCompatible() throws IOException {
    final TypeSerializerSnapshot<FlowAccumulator> saved = SavedVersions.restore(SERIALIZER, 7);

    assertThat(
            SERIALIZER.snapshotConfiguration().resolveSchemaCompatibility(saved).isCompatibleAsIs())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 8, 99})
  void snapshot_ofAnotherVersion_isRejected(final int version) {
    assertThatThrownBy(() -> SavedVersions.restore(SERIALIZER, version))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another version of etwflow: " + version);
  }
}
