package org.etwflow.source;

import org.apache.flink.annotation.Internal;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.process.ProcessTable;
import org.jspecify.annotations.Nullable;

/**
 * A buffer and the processes of the machine that recorded it.
 *
 * @param buffer the source's own: valid until the next element
 * @param processes null unless the source was built with processes
 */
@Internal
public record BufferWithProcesses(EtlBuffer buffer, @Nullable ProcessTable processes) {}
