package org.etwflow.testing;

import org.etwflow.event.SendIPV4;
import org.etwflow.traces.Flow;
import org.etwflow.traces.Send;
import org.etwflow.traces.WrittenSend;

/** Sends that were written, as they must be read. */
public final class ExpectedSends {

  private ExpectedSends() {}

  /** Of a send whose payload is of version 2. */
  public static SendIPV4 of(final WrittenSend written) {
    final Send send = written.send();
    final Flow flow = send.flow();
    final SendIPV4 expected = new SendIPV4();
    expected.PID = Integer.toUnsignedLong(flow.processId());
    expected.size = Integer.toUnsignedLong(send.size());
    expected.daddr = Integer.toUnsignedLong(flow.remoteAddress());
    expected.saddr = Integer.toUnsignedLong(flow.localAddress());
    expected.dport = flow.remotePort();
    expected.sport = flow.localPort();
    expected.startime = Integer.toUnsignedLong(send.startTime());
    expected.endtime = Integer.toUnsignedLong(send.endTime());
    expected.seqnum = Integer.toUnsignedLong(send.seqnum());
    expected.connid = send.connid();
    expected.time = written.time();
    expected.cpu = written.cpu();
    return expected;
  }
}
