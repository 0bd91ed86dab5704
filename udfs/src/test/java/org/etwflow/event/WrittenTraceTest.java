package org.etwflow.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.etwflow.testing.AnyTrace;
import org.etwflow.testing.NetworkEvents;
import org.etwflow.testing.Recording;
import org.etwflow.testing.Sends;
import org.etwflow.testing.WrittenEvents;
import org.etwflow.traces.FileLayout;
import org.etwflow.traces.WrittenBuffer;
import org.etwflow.traces.WrittenTrace;

/** Reads traces of an independent writer. */
class WrittenTraceTest {

  @Property
  @Domain(AnyTrace.class)
  void anyTrace_givesAllEventsInFileOrder(@ForAll final Recording recording) {
    final WrittenTrace trace = recording.written();
    Assume.that(!hasPartOfABufferBehindDamage(trace));

    assertThat(NetworkEvents.in(trace.bytes())).isEqualTo(WrittenEvents.of(trace));
    assertThat(Sends.in(trace.bytes()))
        .extracting(NetworkEvents::of)
        .isEqualTo(WrittenEvents.sendsOf(trace));
  }

  /**
   * In a packed file a buffer behind a damaged one is found by its records: all of them must be
   * whole, else chance bytes would pass for a buffer.
   */
  private static boolean hasPartOfABufferBehindDamage(final WrittenTrace trace) {
    final List<WrittenBuffer> buffers = trace.buffers();
    return trace.session().layout() == FileLayout.COMPRESSED
        && IntStream.range(1, buffers.size())
            .anyMatch(
                i ->
                    buffers.get(i - 1).readableLength() == 0
                        && buffers.get(i).readableLength() < buffers.get(i).usedLength());
  }
}
