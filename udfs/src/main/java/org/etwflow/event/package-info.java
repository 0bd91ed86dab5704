/**
 * Events and the schemas that deserialize them from buffers.
 *
 * <p>{@link org.etwflow.event.RecordSchema} is the base for schemas of further events.
 */
@NullMarked
package org.etwflow.event;

import org.jspecify.annotations.NullMarked;
