/**
 * Events and the schemas that deserialize them from buffers.
 *
 * <p>{@link org.etwflow.event.RecordSchema} is the base for schemas of further events.
 */
package org.etwflow.event;
