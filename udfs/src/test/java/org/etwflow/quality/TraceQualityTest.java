package org.etwflow.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.testing.SessionHeader.END;
import static org.etwflow.testing.SessionHeader.START;
import static org.etwflow.testing.SessionHeader.session;

import java.io.IOException;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.types.PojoTestUtils;
import org.etwflow.column.Column;
import org.etwflow.etl.Trace;
import org.etwflow.event.EventType;
import org.etwflow.event.NetworkProvider;
import org.junit.jupiter.api.Test;

/** What keeps the numbers of a trace from being complete. */
class TraceQualityTest {

  private static TraceQuality row(
      final long eventsLost, final long buffersLost, final QualityPartial partial) {
    partial.trace = session().lost(eventsLost, buffersLost).trace();
    partial.buffers = 1;
    return new QualityReport(partial).row();
  }

  @Test
  void completeTrace_isOfNoConcern() {
    assertThat(row(0, 0, new QualityPartial()))
        .returns(null, TraceQuality::concern)
        .returns(false, TraceQuality::isDamaged)
        .returns(true, TraceQuality::isCounted);
  }

  @Test
  void lossWhileRecording_isAConcernAndNoDamage() {
    assertThat(row(3, 0, new QualityPartial()))
        .returns("lost while recording: 3 events, 0 buffers", TraceQuality::concern)
        .returns(false, TraceQuality::isDamaged);
    assertThat(row(0, 2, new QualityPartial()).concern())
        .isEqualTo("lost while recording: 0 events, 2 buffers");
    assertThat(row(2, 2, new QualityPartial()).concern())
        .isEqualTo("lost while recording: 2 events, 2 buffers");
  }

  @Test
  void problem_isDamage() {
    final QualityPartial partial = new QualityPartial();
    partial.problem = "no access";

    assertThat(row(0, 0, partial))
        .returns("no access", TraceQuality::concern)
        .returns(true, TraceQuality::isDamaged);
  }

  @Test
  void fileThatIsNoTrace_hasLostNothing() {
    final QualityPartial partial = new QualityPartial();
    partial.trace = new Trace("a.txt", "h", 9, null);
    partial.problem = "no trace";

    assertThat(new QualityReport(partial).row().concern()).isEqualTo("no trace");
  }

  @Test
  void duplicate_isNotCounted() {
    final QualityPartial partial = new QualityPartial();
    partial.duplicateOf = "b.etl";

    assertThat(row(0, 0, partial))
        .returns(false, TraceQuality::isCounted)
        .returns(false, TraceQuality::isDamaged)
        .returns("not counted: all of its records are also in b.etl", TraceQuality::concern);
  }

  @Test
  void concerns_areJoined() {
    final QualityPartial partial = new QualityPartial();
    partial.problem = "no access";
    partial.duplicateOf = "b.etl";
    partial.note = "a note";

    assertThat(row(1, 2, partial).concern())
        .isEqualTo(
            "no access; lost while recording: 1 events, 2 buffers;"
                + " not counted: all of its records are also in b.etl; a note");
  }

  /** A row and the partial results that it is computed from cross the network. */
  @Test
  void rowAndPartialResult_areFlinkPojosWithoutKryo() {
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(TraceQuality.class);
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(QualityPartial.class);
  }

  @Test
  void numbersByTypeAndProvider_surviveSerialization() throws IOException {
    final QualityPartial partial = new QualityPartial();
    partial.networkEvents[EventType.UDP_SEND_IPV6.index()] = 7;
    partial.providerRecords[NetworkProvider.NDIS_CAPTURE.index()] = 5;
    final TraceQuality row = row(3, 2, partial);
    final TypeSerializer<TraceQuality> serializer =
        TypeInformation.of(TraceQuality.class).createSerializer(new SerializerConfigImpl());
    final DataOutputSerializer out = new DataOutputSerializer(256);
    serializer.serialize(row, out);

    assertThat(serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
        .isEqualTo(row)
        .returns(Map.of(EventType.UDP_SEND_IPV6, 7L), TraceQuality::networkEvents)
        .returns(Map.of(NetworkProvider.NDIS_CAPTURE, 5L), TraceQuality::providerRecords);
  }

  @Test
  void hostColumn_isPresentOnRequest() {
    assertThat(TraceColumns.of(false))
        .extracting(Column::name)
        .startsWith("path", "octets")
        .endsWith("note")
        .doesNotContain("host");
    assertThat(TraceColumns.of(true)).extracting(Column::name).startsWith("path", "host", "octets");
  }

  @Test
  void columns_holdTheValuesOfTheRow() {
    final QualityPartial partial = new QualityPartial();
    partial.records = 11;
    partial.selectedEvents = 7;
    partial.networkEvents[EventType.TCP_SEND_IPV4.index()] = 7;
    partial.networkEvents[EventType.UDP_RECEIVE_IPV6.index()] = 2;
    partial.firstEvent = START;
    partial.lastEvent = END;
    partial.lateEvents = 1;
    partial.storageErrors = new DefectCount(6, 0);
    partial.malformedRecords = new DefectCount(4, 0);
    partial.disorder = 15_000;
    partial.note = "a note";
    final TraceQuality row = row(3, 2, partial);

    assertThat(TraceColumns.of(true))
        .filteredOn(column -> column.value().apply(row) != null)
        .extracting(column -> column.name() + '=' + column.value().apply(row))
        .containsExactly(
            "path=a.etl",
            "host=h",
            "octets=8192",
            "osBuild=19045",
            "pointerSize=8",
            "cpuCount=1",
            "clock=QPC",
            "sessionStart=2026-03-02T09:00:00Z",
            "sessionEnd=2026-03-02T09:01:00Z",
            "buffers=1",
            "records=11",
            "networkEvents=9",
            "TcpIp_SendIPV4=7",
            "TcpIp_RecvIPV4=0",
            "TcpIp_ConnectIPV4=0",
            "TcpIp_DisconnectIPV4=0",
            "TcpIp_RetransmitIPV4=0",
            "TcpIp_AcceptIPV4=0",
            "TcpIp_ReconnectIPV4=0",
            "TcpIp_TCPCopyIPV4=0",
            "TcpIp_SendIPV6=0",
            "TcpIp_RecvIPV6=0",
            "TcpIp_ConnectIPV6=0",
            "TcpIp_DisconnectIPV6=0",
            "TcpIp_RetransmitIPV6=0",
            "TcpIp_AcceptIPV6=0",
            "TcpIp_ReconnectIPV6=0",
            "TcpIp_TCPCopyIPV6=0",
            "TcpIp_Fail=0",
            "UdpIp_SendIPV4=0",
            "UdpIp_RecvIPV4=0",
            "UdpIp_SendIPV6=0",
            "UdpIp_RecvIPV6=2",
            "UdpIp_Fail=0",
            "firstEvent=2026-03-02T09:00:00Z",
            "lastEvent=2026-03-02T09:01:00Z",
            "eventsLost=3",
            "buffersLost=2",
            "missingBufferSequences=0",
            "skippedBuffers=0",
            "storageErrors=6",
            "malformedRecords=4",
            "truncatedTail=false",
            "largestDisorder=1.5",
            "lateEvents=1",
            "problem=" + row.problem(),
            "note=a note");
  }
}
