package org.etwflow.microbenchmark;

import org.apache.flink.util.Collector;
import org.etwflow.event.SendIPV4;

/** Collector that adds up the sizes of sends. */
final class SendOctets implements Collector<SendIPV4> {

  private long sum;

  @Override
  public void collect(final SendIPV4 send) {
    sum += send.size;
  }

  @Override
  public void close() {}

  long sum() {
    return sum;
  }
}
