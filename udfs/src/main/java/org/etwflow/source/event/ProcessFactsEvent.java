package org.etwflow.source.event;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * Observations of processes that a reader sends to the enumerator.
 *
 * @param splitId id of the split that was scanned
 * @param facts some of the observations
 * @param isLast whether this is the last event of the split
 */
@Internal
public record ProcessFactsEvent(String splitId, SerializedObservations facts, boolean isLast)
    implements SourceEvent {

  private static final long serialVersionUID = 1L;
}
