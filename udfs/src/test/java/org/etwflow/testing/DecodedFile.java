package org.etwflow.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.etwflow.event.SendIPV4;
import org.etwflow.event.SendIPV4Schema;

/**
 * What a reader told of a file.
 *
 * @param stretches all of them
 * @param sends those of each stretch, by its offset
 */
public record DecodedFile(List<BufferSpan> stretches, Map<Long, List<SendIPV4>> sends) {

  /** Reads a file. One that seems to have no end fails the test. */
  public static DecodedFile of(final byte[] file) {
    final DecodedFile reading = new DecodedFile(new ArrayList<>(), new HashMap<>());
    final SendIPV4Schema schema = new SendIPV4Schema();
    TraceFiles.open(schema);
    TraceFiles.forEachBuffer(
        file,
        buffer -> {
          reading.stretches.add(BufferSpan.of(buffer));
          assertThat(reading.stretches.size()).isLessThanOrEqualTo(file.length);
          schema.deserialize(buffer, Sends.copiesTo(reading.sendsAt(buffer.offset())));
        });
    return reading;
  }

  /** The sends of the stretch that begins there: none if no stretch does. */
  public List<SendIPV4> sendsAt(final long offset) {
    return sends.computeIfAbsent(offset, none -> new ArrayList<>());
  }
}
