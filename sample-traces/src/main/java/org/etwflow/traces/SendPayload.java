package org.etwflow.traces;

/** The payload of TcpIp_SendIPV4 and of its sister events in its three versions. */
final class SendPayload {

  private SendPayload() {}

  static void write(byte[] bytes, int at, RecordEncoding dress, Send send) {
    writeFlow(bytes, at, dress.version(), send.flow(), send.size());
    if (dress.version() < 2) {
      return;
    }
    writeTimes(bytes, at, send.startTime(), send.endTime());
    LittleEndianWriter.putInt(bytes, at + 28, send.seqnum());
    LittleEndianWriter.putPointer(bytes, at + 32, dress.connidSize(), send.connid());
  }

  static void writeTimes(byte[] bytes, int at, int startTime, int endTime) {
    LittleEndianWriter.putInt(bytes, at + 20, startTime);
    LittleEndianWriter.putInt(bytes, at + 24, endTime);
  }

  /** The part of it that every version has, and receives too. */
  static void writeFlow(byte[] bytes, int at, int version, Flow flow, int size) {
    if (version == 0) {
      writeEndpoints(bytes, at, flow);
      LittleEndianWriter.putInt(bytes, at + 12, size);
      LittleEndianWriter.putInt(bytes, at + 16, flow.processId());
      return;
    }
    LittleEndianWriter.putInt(bytes, at, flow.processId());
    LittleEndianWriter.putInt(bytes, at + 4, size);
    writeEndpoints(bytes, at + 8, flow);
  }

  private static void writeEndpoints(byte[] bytes, int at, Flow flow) {
    LittleEndianWriter.putAddress(bytes, at, flow.remoteAddress());
    LittleEndianWriter.putAddress(bytes, at + 4, flow.localAddress());
    LittleEndianWriter.putPort(bytes, at + 8, flow.remotePort());
    LittleEndianWriter.putPort(bytes, at + 10, flow.localPort());
  }
}
