package org.etwflow.event;

import org.apache.flink.annotation.Internal;
import org.jspecify.annotations.Nullable;

/**
 * A network event with its trace and host.
 *
 * @param path path of its trace
 * @param host machine of the trace; null if hosts are not distinguished
 * @param event the event; reused for the next row, so copy it to keep it
 */
@Internal
public record EventRow(String path, @Nullable String host, NetworkEvent event) {}
