package org.etwflow.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.types.PojoTestUtils;
import org.etwflow.testing.NetworkEvents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The event as a Flink POJO. */
class NetworkEventTest {

  /** An event with a different value in each field. */
  private static NetworkEvent event() throws IllegalAccessException {
    final NetworkEvent event = new NetworkEvent();
    int value = 0;
    for (final Field field : fields()) {
      value++;
      if (field.getType() == EventType.class) {
        field.set(event, EventType.TCP_ACCEPT_IPV6);
      } else if (field.getType() == int.class || field.getType() == Integer.class) {
        field.set(event, value);
      } else {
        field.set(event, -1L << 40 | value);
      }
    }
    event.time = 132_000_000_000_012_345L;
    return event;
  }

  private static List<Field> fields() {
    return Arrays.stream(NetworkEvent.class.getFields())
        .filter(field -> !Modifier.isStatic(field.getModifiers()))
        .toList();
  }

  @Test
  void networkEvent_isAFlinkPojoWithoutKryo() {
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(NetworkEvent.class);
    assertThat(fields()).hasSize(24);
  }

  @Test
  void schema_producesThePojoType() throws IllegalAccessException {
    assertThat(new NetworkEventSchema().getProducedType())
        .isEqualTo(TypeInformation.of(NetworkEvent.class));
    assertThat(new NetworkEventSchema().timestampMillis(event())).isEqualTo(1_555_526_400_001L);
  }

  private static NetworkEvent written(final NetworkEvent event) throws IOException {
    final TypeSerializer<NetworkEvent> serializer =
        TypeInformation.of(NetworkEvent.class).createSerializer(new SerializerConfigImpl());
    final DataOutputSerializer out = new DataOutputSerializer(256);
    serializer.serialize(event, out);
    return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
  }

  @Test
  void allFields_surviveSerialization() throws IOException, IllegalAccessException {
    assertThat(written(event())).usingRecursiveComparison().isEqualTo(event());
  }

  @ParameterizedTest
  @EnumSource
  void eventWithoutDetails_survivesSerialization(final EventType type) throws IOException {
    assertThat(written(NetworkEvents.of(type))).isEqualTo(NetworkEvents.of(type));
  }

  @Test
  void copy_hasAllFieldsAndIsIndependent() throws IllegalAccessException {
    final NetworkEvent event = event();
    final NetworkEvent copy = event.copy();
    assertThat(copy).isNotSameAs(event).usingRecursiveComparison().isEqualTo(event);

    event.octets = 7;
    assertThat(copy.octets).isNotEqualTo(7);
  }

  @Test
  void equals_comparesAllFields() throws IllegalAccessException {
    assertThat(event()).isEqualTo(event()).hasSameHashCodeAs(event());
    assertThat(event()).isNotEqualTo(null).isNotEqualTo("an event");
    for (final Field field : fields()) {
      final NetworkEvent other = event();
      if (field.getType() == EventType.class) {
        field.set(other, EventType.TCP_ACCEPT_IPV4);
      } else if (field.getType() == int.class || field.getType() == Integer.class) {
        field.set(other, 99);
      } else {
        field.set(other, 99L);
      }
      assertThat(other).as(field.getName()).isNotEqualTo(event());
    }
  }

  @Test
  void endpoints_areTheTextOfTheirIpVersion() {
    final NetworkEvent ipv6 = NetworkEvents.of(EventType.UDP_SEND_IPV6);
    ipv6.localAddressHigh = 0x2001_0DB8_0000_0000L;
    ipv6.localAddressLow = 1;
    ipv6.remoteAddressLow = NetworkEvents.mapped(0x0A01_0203);
    final NetworkEvent ipv4 = NetworkEvents.of(EventType.UDP_SEND_IPV4);
    ipv4.remoteAddressLow = NetworkEvents.mapped(0x0A01_0203);

    assertThat(ipv6)
        .returns("2001:db8::1", NetworkEvent::localAddress)
        .returns("::ffff:10.1.2.3", NetworkEvent::remoteAddress);
    assertThat(ipv4)
        .returns("0.0.0.0", NetworkEvent::localAddress)
        .returns("10.1.2.3", NetworkEvent::remoteAddress);
  }

  @Test
  void time_isExactAsInstantAndRoundedInMillis() throws IllegalAccessException {
    // 1,555,526,400 s after 1970-01-01, and 1.2345 ms.
    assertThat(event())
        .returns("2019-04-17T18:40:00.001234500Z", event -> event.instant().toString())
        .returns(1_555_526_400_001L, NetworkEvent::timestampMillis);
  }

  @Test
  void ticks_arePresentOrNot() throws IllegalAccessException {
    assertThat(event().hasTicks()).isTrue();
    assertThat(new NetworkEvent().hasTicks()).isFalse();
  }

  @Test
  void toString_hasTypeEndsAndTime() {
    final NetworkEvent event = NetworkEvents.of(EventType.TCP_RECEIVE_IPV4);
    event.processId = 4;
    event.octets = 1_460;
    event.localPort = 80;
    event.remotePort = 50_000;
    event.time = 132_000_000_000_000_000L;
    event.cpu = 2;

    assertThat(event)
        .hasToString(
            "TcpIp_RecvIPV4{processId=4, octets=1460, local=0.0.0.0:80, remote=0.0.0.0:50000,"
                + " time=2019-04-17T18:40:00Z, cpu=2}");
  }
}
