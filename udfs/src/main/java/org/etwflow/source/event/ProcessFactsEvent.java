package org.etwflow.source.event;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * Tells the enumerator what a reader found in a split that it was to scan.
 *
 * @param splitId of the split
 * @param facts some of them
 * @param isLast whether they are the last of the split
 */
@Internal
public record ProcessFactsEvent(String splitId, SerializedObservations facts, boolean isLast)
    implements SourceEvent {

  private static final long serialVersionUID = 1L;
}
