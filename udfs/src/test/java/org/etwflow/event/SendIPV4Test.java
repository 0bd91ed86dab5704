package org.etwflow.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.api.Test;

class SendIPV4Test {

  private static SendIPV4 send() {
    final SendIPV4 send = new SendIPV4();
    send.PID = 4_294_967_295L;
    send.size = 4_294_967_294L;
    send.daddr = 0xC0A8_0405L;
    send.saddr = 0xFFFF_FFFEL;
    send.dport = 443;
    send.sport = 65_535;
    send.startime = 4_294_967_293L;
    send.endtime = 4_294_967_292L;
    send.seqnum = 4_294_967_291L;
    send.connid = -2;
    send.time = 132_000_000_000_012_345L;
    send.cpu = 65_534;
    return send;
  }

  @Test
  void sendIPV4_isAFlinkPojoWithoutKryo() {
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(SendIPV4.class);
  }

  @Test
  void schema_producesThePojoType() {
    assertThat(new SendIPV4Schema().getProducedType())
        .isEqualTo(TypeInformation.of(SendIPV4.class));
  }

  @Test
  void allFields_surviveSerialization() throws IOException {
    final TypeSerializer<SendIPV4> serializer =
        TypeInformation.of(SendIPV4.class).createSerializer(new SerializerConfigImpl());
    final DataOutputSerializer out = new DataOutputSerializer(128);
    serializer.serialize(send(), out);

    final SendIPV4 back = serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));

    assertThat(back).usingRecursiveComparison().isEqualTo(send());
  }

  @Test
  void endpoints_areAddressColonPort() {
    assertThat(send())
        .returns("255.255.255.254", SendIPV4::localAddress)
        .returns("255.255.255.254:65535", SendIPV4::localEndpoint)
        .returns("192.168.4.5", SendIPV4::remoteAddress)
        .returns("192.168.4.5:443", SendIPV4::remoteEndpoint);
  }

  @Test
  void time_isExactAsInstantAndRoundedInMillis() {
    // 1,555,526,400 s after 1970-01-01, and 1.2345 ms.
    assertThat(send().instant()).hasToString("2019-04-17T18:40:00.001234500Z");
    assertThat(send().timestampMillis()).isEqualTo(1_555_526_400_001L);
    assertThat(new SendIPV4Schema().timestampMillis(send())).isEqualTo(1_555_526_400_001L);
  }

  @Test
  void toString_hasAllFieldsUnsigned() {
    assertThat(send())
        .hasToString(
            "SendIPV4{PID=4294967295, size=4294967294, 255.255.255.254:65535 -> 192.168.4.5:443,"
                + " startime=4294967293, endtime=4294967292, seqnum=4294967291,"
                + " connid=18446744073709551614, time=2019-04-17T18:40:00.001234500Z, cpu=65534}");
  }

  @Test
  void equals_comparesAllFields() throws IllegalAccessException {
    assertThat(send()).isEqualTo(send()).hasSameHashCodeAs(send());
    assertThat(send()).isNotEqualTo(null).isNotEqualTo("a send");
    for (final Field field : SendIPV4.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers())) {
        continue;
      }
      final SendIPV4 other = send();
      if (field.getType() == int.class) {
        field.setInt(other, field.getInt(other) - 1);
      } else {
        field.setLong(other, field.getLong(other) - 1);
      }
      assertThat(other).as(field.getName()).isNotEqualTo(send());
    }
  }
}
