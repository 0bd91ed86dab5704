package org.etwflow.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.etwflow.traces.Flow;

/**
 * Send of a recorded trace, as decoded by an independent program.
 *
 * @param flow process and both endpoints
 * @param size in bytes
 * @param startTick start in ticks: uint32
 * @param endTick end in ticks: uint32
 * @param time FILETIME
 */
public record PublishedSend(Flow flow, long size, long startTick, long endTick, long time) {

  /** Returns all sends of a trace. Skips the test if the traces are absent. */
  public static List<PublishedSend> of(final String trace) throws IOException {
    return Files.readAllLines(RealTraces.named(trace + ".sends.tsv")).stream()
        .map(line -> of(line.split("\t", -1)))
        .toList();
  }

  private static PublishedSend of(final String[] column) {
    return new PublishedSend(
        Flow.of(
            Integer.parseUnsignedInt(column[0]),
            column[3],
            Integer.parseInt(column[5]),
            column[2],
            Integer.parseInt(column[4])),
        Long.parseLong(column[1]),
        Long.parseLong(column[6]),
        Long.parseLong(column[7]),
        Long.parseLong(column[10]));
  }
}
