package org.etwflow.traces;

/** Writes the payload of TcpIp_SendIPV4 and related events in its three versions. */
final class SendPayload {

  private SendPayload() {}

  static void write(byte[] bytes, int at, RecordEncoding encoding, Send send) {
    writeFlow(bytes, at, encoding.version(), send.flow(), send.size());
    if (encoding.version() < 2) {
      return;
    }
    writeTimes(bytes, at, send.startTime(), send.endTime());
    LittleEndianWriter.putInt(bytes, at + 28, send.seqnum());
    LittleEndianWriter.putPointer(bytes, at + 32, encoding.connidSize(), send.connid());
  }

  static void writeTimes(byte[] bytes, int at, int startTime, int endTime) {
    LittleEndianWriter.putInt(bytes, at + 20, startTime);
    LittleEndianWriter.putInt(bytes, at + 24, endTime);
  }

  /** Writes the fields common to all versions and to receives: process, size and endpoints. */
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
