package org.etwflow.microbenchmark;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.util.Collector;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.event.SendIPV4;
import org.etwflow.event.SendIPV4Schema;
import org.etwflow.traces.WrittenTrace;

/** Collector that copies sends, since the schema reuses one instance. */
final class SendCopies implements Collector<SendIPV4> {

  private final List<SendIPV4> copies = new ArrayList<>();

  private SendCopies() {}

  /** Returns all sends of a trace, in file order. */
  static List<SendIPV4> of(final WrittenTrace trace) throws Exception {
    final SendIPV4Schema schema = new SendIPV4Schema();
    schema.open(null);
    final SendCopies sends = new SendCopies();
    for (final EtlBuffer buffer : Buffers.of(trace.bytes())) {
      schema.deserialize(buffer, sends);
    }
    return sends.copies;
  }

  @Override
  public void collect(final SendIPV4 send) {
    copies.add(send.copy());
  }

  @Override
  public void close() {}
}
