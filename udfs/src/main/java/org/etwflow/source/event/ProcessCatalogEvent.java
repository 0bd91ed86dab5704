package org.etwflow.source.event;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * Processes for a reader, sent before any split that needs them.
 *
 * @param facts some of the observations, without those sent before
 * @param isLast whether this is the last event for now
 * @param isOverLimit whether there are more observations than the limit: process names are then
 *     left empty
 */
@Internal
public record ProcessCatalogEvent(SerializedObservations facts, boolean isLast, boolean isOverLimit)
    implements SourceEvent {

  private static final long serialVersionUID = 1L;
}
