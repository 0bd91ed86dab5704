package org.etwflow.source;

import org.apache.flink.annotation.Internal;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.process.ProcessTable;
import org.jspecify.annotations.Nullable;

/**
 * Buffer with the processes of the host that recorded it.
 *
 * @param buffer owned by the source, valid until the next element
 * @param processes null unless the source was built with processes
 */
@Internal
public record BufferWithProcesses(EtlBuffer buffer, @Nullable ProcessTable processes) {}
