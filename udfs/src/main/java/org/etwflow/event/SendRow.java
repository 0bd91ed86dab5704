package org.etwflow.event;

import org.apache.flink.annotation.Internal;

/**
 * A send, and where it was recorded.
 *
 * @param path of its trace
 * @param host machine of the trace; null if all traces are of one machine
 * @param send whoever keeps it longer than until the next one comes must copy it
 */
@Internal
public record SendRow(String path, String host, SendIPV4 send) {}
