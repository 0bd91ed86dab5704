package org.etwflow.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.etwflow.event.EventSelection;
import org.etwflow.event.NetworkEvent;
import org.etwflow.event.NetworkEventSchema;

/**
 * Result of reading a file.
 *
 * @param spans all ranges
 * @param sends TCP sends over IPv4 of each range, by its offset
 */
public record DecodedFile(List<BufferSpan> spans, Map<Long, List<NetworkEvent>> sends) {

  /** Reads a file. Fails if reading does not end. */
  public static DecodedFile of(final byte[] file) {
    final DecodedFile reading = new DecodedFile(new ArrayList<>(), new HashMap<>());
    final NetworkEventSchema schema = new NetworkEventSchema(EventSelection.SEND_IPV4);
    TraceFiles.open(schema);
    TraceFiles.forEachBuffer(
        file,
        buffer -> {
          reading.spans.add(BufferSpan.of(buffer));
          assertThat(reading.spans.size()).isLessThanOrEqualTo(file.length);
          schema.deserialize(
              buffer, TraceFiles.copiesTo(reading.sendsAt(buffer.offset()), NetworkEvent::copy));
        });
    return reading;
  }

  /** Sends of the range that starts at an offset; none if there is no such range. */
  public List<NetworkEvent> sendsAt(final long offset) {
    return sends.computeIfAbsent(offset, none -> new ArrayList<>());
  }
}
