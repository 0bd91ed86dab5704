package org.etwflow.source.event;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * Tells a reader that waits for a split how far event time has come without it.
 *
 * @param time no record is earlier that no reader has yet, unless it is late: FILETIME
 */
@Internal
public record EventTimeEvent(long time) implements SourceEvent {

  private static final long serialVersionUID = 1L;
}
