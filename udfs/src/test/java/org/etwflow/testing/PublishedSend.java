package org.etwflow.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.etwflow.traces.Flow;

/**
 * A send of a recorded trace, as an independent program has read it out.
 *
 * @param flow who sent to whom
 * @param size in bytes
 * @param startTick when it started, in ticks: uint32
 * @param endTick when it ended, in ticks: uint32
 * @param time FILETIME
 */
public record PublishedSend(Flow flow, long size, long startTick, long endTick, long time) {

  /** All sends of a trace, or the end of the test as skipped if the traces are absent. */
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
