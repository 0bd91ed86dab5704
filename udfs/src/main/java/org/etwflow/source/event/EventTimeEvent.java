package org.etwflow.source.event;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * Event time for a reader that waits for a split.
 *
 * @param time lower bound of all records that are not assigned to a reader, except late ones:
 *     FILETIME
 */
@Internal
public record EventTimeEvent(long time) implements SourceEvent {

  private static final long serialVersionUID = 1L;
}
