package org.etwflow.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.etwflow.event.SendIPV4;
import org.etwflow.event.SendIPV4Schema;

/**
 * Result of reading a file.
 *
 * @param spans all ranges
 * @param sends sends of each range, by its offset
 */
public record DecodedFile(List<BufferSpan> spans, Map<Long, List<SendIPV4>> sends) {

  /** Reads a file. Fails if reading does not end. */
  public static DecodedFile of(final byte[] file) {
    final DecodedFile reading = new DecodedFile(new ArrayList<>(), new HashMap<>());
    final SendIPV4Schema schema = new SendIPV4Schema();
    TraceFiles.open(schema);
    TraceFiles.forEachBuffer(
        file,
        buffer -> {
          reading.spans.add(BufferSpan.of(buffer));
          assertThat(reading.spans.size()).isLessThanOrEqualTo(file.length);
          schema.deserialize(buffer, Sends.copiesTo(reading.sendsAt(buffer.offset())));
        });
    return reading;
  }

  /** Sends of the range that starts at an offset; none if there is no such range. */
  public List<SendIPV4> sendsAt(final long offset) {
    return sends.computeIfAbsent(offset, none -> new ArrayList<>());
  }
}
