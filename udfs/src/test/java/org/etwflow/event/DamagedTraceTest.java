package org.etwflow.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.etwflow.etl.EtlFormatException;
import org.etwflow.testing.AnyTrace;
import org.etwflow.testing.BufferSpan;
import org.etwflow.testing.Damage;
import org.etwflow.testing.DecodedFile;
import org.etwflow.testing.Recording;
import org.etwflow.testing.WrittenEvents;
import org.etwflow.traces.WrittenBuffer;
import org.etwflow.traces.WrittenTrace;

/** Damages traces at random: all events of untouched buffers are read. */
class DamagedTraceTest {

  /** First bytes of a file on which reading depends: BufferSize, BufferType and the log header. */
  private static final int[][] LOG_HEADER = {{0, 4}, {54, 56}, {72, 384}};

  @Property
  @Domain(AnyTrace.class)
  void damage_losesOnlyEventsOfItsBuffers(
      @ForAll final Recording recording, @ForAll final List<Damage> damages) {
    final WrittenTrace trace = recording.written();
    final byte[] left = Damage.all(damages, trace);
    if (hasItsLogHeader(trace, left)) {
      assertOnlyTouchedBuffersAreLost(trace, left);
    } else {
      assertReadOrRejected(left);
    }
  }

  private static boolean hasItsLogHeader(final WrittenTrace trace, final byte[] left) {
    return Arrays.stream(LOG_HEADER)
        .allMatch(range -> isUntouched(trace, left, range[0], range[1]));
  }

  private static boolean isUntouched(
      final WrittenTrace trace, final byte[] left, final int from, final int to) {
    return to <= left.length && Arrays.equals(trace.bytes(), from, to, left, from, to);
  }

  private static void assertOnlyTouchedBuffersAreLost(final WrittenTrace trace, final byte[] left) {
    final DecodedFile reading = DecodedFile.of(left);

    assertSpansCover(reading.spans(), left.length);
    assertThat(reading.spans())
        .hasSizeLessThanOrEqualTo(2 * DecodedFile.of(trace.bytes()).spans().size());
    for (final WrittenBuffer buffer : trace.buffers()) {
      if (isWhole(buffer, trace, left)) {
        assertThat(reading.eventsAt(buffer.fileOffset()))
            .as("events of the buffer at %d", buffer.fileOffset())
            .isEqualTo(WrittenEvents.of(trace, buffer));
      }
    }
  }

  private static boolean isWhole(
      final WrittenBuffer buffer, final WrittenTrace trace, final byte[] left) {
    final int from = (int) buffer.fileOffset();
    return buffer.readableLength() == buffer.usedLength()
        && isUntouched(trace, left, from, from + buffer.storedLength());
  }

  private static void assertReadOrRejected(final byte[] left) {
    try {
      assertSpansCover(DecodedFile.of(left).spans(), left.length);
    } catch (final UncheckedIOException e) {
      assertThat(e).hasCauseInstanceOf(EtlFormatException.class);
    }
  }

  private static void assertSpansCover(final List<BufferSpan> spans, final int length) {
    long end = 0;
    for (final BufferSpan span : spans) {
      assertThat(span.offset()).isEqualTo(end);
      assertThat(span.storedSize()).isPositive();
      end = span.end();
    }
    assertThat(end).isEqualTo(length);
  }
}
