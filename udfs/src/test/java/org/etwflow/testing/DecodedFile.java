package org.etwflow.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.etwflow.event.NetworkEvent;
import org.etwflow.event.NetworkEventSchema;

/**
 * Result of reading a file.
 *
 * @param spans all ranges
 * @param events network events of each range, by its offset
 */
public record DecodedFile(List<BufferSpan> spans, Map<Long, List<NetworkEvent>> events) {

  /** Reads a file. Fails if reading does not end. */
  public static DecodedFile of(final byte[] file) {
    final DecodedFile reading = new DecodedFile(new ArrayList<>(), new HashMap<>());
    final NetworkEventSchema schema = new NetworkEventSchema();
    TraceFiles.open(schema);
    TraceFiles.forEachBuffer(
        file,
        buffer -> {
          reading.spans.add(BufferSpan.of(buffer));
          assertThat(reading.spans.size()).isLessThanOrEqualTo(file.length);
          schema.deserialize(
              buffer, TraceFiles.copiesTo(reading.eventsAt(buffer.offset()), NetworkEvent::copy));
        });
    return reading;
  }

  /** Events of the range that starts at an offset; none if there is no such range. */
  public List<NetworkEvent> eventsAt(final long offset) {
    return events.computeIfAbsent(offset, none -> new ArrayList<>());
  }
}
