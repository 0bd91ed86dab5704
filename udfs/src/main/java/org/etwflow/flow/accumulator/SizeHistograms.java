package org.etwflow.flow.accumulator;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Histograms of the sizes of sends and of receives. */
final class SizeHistograms implements GroupCounts<SizeHistograms> {

  private final SizeHistogram sends = new SizeHistogram();
  private final SizeHistogram receives = new SizeHistogram();

  SizeHistogram sends() {
    return sends;
  }

  SizeHistogram receives() {
    return receives;
  }

  @Override
  public void add(final EventBatch events, final int from, final int to) {
    for (int place = from; place < to; place++) {
      switch (events.kind(place)) {
        case SEND -> sends.add(events.octets(place));
        case RECEIVE -> receives.add(events.octets(place));
        case CONNECT, ACCEPT, DISCONNECT, RECONNECT, RETRANSMIT, FAIL, COPY -> {}
      }
    }
  }

  @Override
  public boolean merge(final SizeHistograms other) {
    sends.merge(other.sends);
    receives.merge(other.receives);
    return true;
  }

  @Override
  public void write(final DataOutputView out) throws IOException {
    sends.write(out);
    receives.write(out);
  }

  @Override
  public void read(final DataInputView in) throws IOException {
    sends.read(in);
    receives.read(in);
  }
}
