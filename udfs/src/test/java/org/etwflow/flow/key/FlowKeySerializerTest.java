package org.etwflow.flow.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.etwflow.testing.SavedVersions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys as bytes: columns without a value take none. */
class FlowKeySerializerTest {

  private static final FlowKeySerializer SERIALIZER = FlowKeySerializer.INSTANCE;

  private static final FlowKey EMPTY = new FlowKey(null, 0, 0, null, 0, false, 0, 0, 0, 0, 0, 0);

  /** ::ffff:10.1.2.3. */
  private static final long IPV4 = 0xFFFF_0A01_0203L;

  /** ::ffff:250.1.2.3, whose 32 bits are negative as an int. */
  private static final long HIGH_IPV4 = 0xFFFF_FA01_0203L;

  private static byte[] bytes(final FlowKey key) throws IOException {
    final DataOutputSerializer out = new DataOutputSerializer(64);
    SERIALIZER.serialize(key, out);
    return out.getCopyOfBuffer();
  }

  private static FlowKey addresses(
      final long localHigh, final long localLow, final long remoteHigh, final long remoteLow) {
    return new FlowKey(
        null, 0, 0, null, 0, false, localHigh, localLow, 0, remoteHigh, remoteLow, 0);
  }

  static Stream<FlowKey> keys() {
    return Stream.of(
        EMPTY,
        new FlowKey("h", 0, 0, null, 0, false, 0, 0, 0, 0, 0, 0),
        new FlowKey("", 0, 0, null, 0, false, 0, 0, 0, 0, 0, 0),
        new FlowKey(null, 0, 0xFFFF_FFFEL, null, 0, false, 0, 0, 0, 0, 0, 0),
        new FlowKey(null, 0, 0, "a.exe", 0, false, 0, 0, 0, 0, 0, 0),
        new FlowKey(null, 0, 0, null, 1L << 60, false, 0, 0, 0, 0, 0, 0),
        new FlowKey(null, 0, 0, null, 0, false, 0, 0, 65_535, 0, 0, 0),
        new FlowKey(null, 0, 0, null, 0, false, 0, 0, 0, 0, 0, 65_535),
        addresses(0, IPV4, 0, 0),
        addresses(0, 0, 0, HIGH_IPV4),
        addresses(0, HIGH_IPV4, 0, IPV4),
        addresses(5, 0, 0, 0),
        addresses(0, 5, 0, 0),
        addresses(0, 0, 5, 0),
        addresses(0, 0, 0, 5),
        addresses(7, IPV4, 0, IPV4),
        addresses(0, IPV4, 7, IPV4),
        addresses(0, 0x1_FFFF_0A01_0203L, 0, IPV4),
        new FlowKey(null, 6, 0, null, 0, false, 0, 0, 0, 0, 0, 0),
        new FlowKey(null, 17, 0, null, 0, false, 0, 0, 0, 0, 0, 0),
        new FlowKey(null, 0, 0, null, 0, true, 0, 0, 0, 0, 0, 0),
        new FlowKey(null, 17, 0, null, 0, true, 0, IPV4, 0, 0, HIGH_IPV4, 0),
        new FlowKey("h", 6, 4, "a.exe", 9, false, 0, IPV4, 50_000, 0, HIGH_IPV4, 443),
        new FlowKey("h", 17, 4, "a.exe", 9, true, -1, -2, 50_000, -3, -4, 443));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void key_isReadAsItWasWritten(final FlowKey key) throws IOException {
    final DataInputDeserializer in = new DataInputDeserializer(bytes(key));

    assertThat(SERIALIZER.deserialize(in)).isEqualTo(key);
    assertThat(in.available()).isZero();
  }

  /**
   * Two bytes for the columns; 4 bytes for the process, for the ports and for each IPv4 address.
   */
  @Test
  void key_takesTheBytesOfItsColumns() throws IOException {
    assertThat(bytes(EMPTY)).hasSize(2);
    assertThat(bytes(new FlowKey(null, 0, 4, null, 0, false, 0, IPV4, 1, 0, IPV4, 2))).hasSize(18);
    assertThat(bytes(new FlowKey(null, 0, 4, null, 0, false, 0, IPV4, 1, 9, IPV4, 2))).hasSize(42);
  }

  /** The IP version of the events distinguishes keys with the same bytes of addresses. */
  @Test
  void keysOfMappedAndIpv4Addresses_differInABit() throws IOException {
    final FlowKey ipv4 = new FlowKey(null, 6, 0, null, 0, false, 0, IPV4, 0, 0, IPV4, 0);
    final FlowKey mapped = new FlowKey(null, 6, 0, null, 0, true, 0, IPV4, 0, 0, IPV4, 0);

    assertThat(bytes(ipv4)).hasSameSizeAs(bytes(mapped)).isNotEqualTo(bytes(mapped));
    assertThat(ipv4).isNotEqualTo(mapped);
  }

  @Test
  void key_isNotCopied() {
    assertThat(SERIALIZER.isImmutableType()).isTrue();
    assertThat(SERIALIZER.copy(EMPTY)).isSameAs(EMPTY);
    assertThat(SERIALIZER.createInstance()).isEqualTo(EMPTY);
  }

  @Test
  void savedState_isReadByTheSameSerializer() {
    assertThat(SERIALIZER.snapshotConfiguration().restoreSerializer()).isSameAs(SERIALIZER);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void savedState_ofAnotherVersion_isRejected(final int version) {
    assertThatThrownBy(() -> SavedVersions.restore(SERIALIZER, version))
        .isInstanceOf(IOException.class)
        .hasMessage("keys of flows of another version of etwflow: " + version);
  }

  @Test
  void typeOfKeys_isSerializedSo() {
    assertThat(TypeInformation.of(FlowKey.class).createSerializer(new SerializerConfigImpl()))
        .isSameAs(SERIALIZER);
  }
}
