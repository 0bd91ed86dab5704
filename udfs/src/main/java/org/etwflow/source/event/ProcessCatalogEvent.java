package org.etwflow.source.event;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * Tells a reader what is known of processes: before anything is handed out that needs it.
 *
 * @param facts some of them, those that were told before left out
 * @param isLast whether there are no more for now
 * @param areTooMany whether there are more than are kept: then no process is named
 */
@Internal
public record ProcessCatalogEvent(SerializedObservations facts, boolean isLast, boolean areTooMany)
    implements SourceEvent {

  private static final long serialVersionUID = 1L;
}
