package org.etwflow.microbenchmark;

import org.apache.flink.util.Collector;
import org.etwflow.event.NetworkEvent;

/** Collector that adds up the sizes of events. */
final class EventOctets implements Collector<NetworkEvent> {

  private long sum;

  @Override
  public void collect(final NetworkEvent event) {
    sum += event.octets;
  }

  @Override
  public void close() {}

  long sum() {
    return sum;
  }
}
