package org.etwflow.flow;

import org.etwflow.event.SendIPV4;

/**
 * A send that is in no row: its window was closed when it came.
 *
 * @param path of its trace
 * @param host machine of the trace; null if all traces are of one machine
 * @param send a copy of its own
 */
public record LateSend(String path, String host, SendIPV4 send) {}
