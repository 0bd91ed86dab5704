/**
 * From buffers to events: deserialization schemas, and the events they yield.
 *
 * <p>{@link org.etwflow.event.RecordSchema} is the base for schemas of further events.
 */
package org.etwflow.event;
