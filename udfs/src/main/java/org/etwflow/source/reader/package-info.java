/** Turns splits into buffers, on a thread of their own, and buffers into elements, in the task. */
package org.etwflow.source.reader;
