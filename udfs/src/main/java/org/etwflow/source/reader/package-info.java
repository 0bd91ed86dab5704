/**
 * Readers: they turn splits into buffers on the fetcher thread, and buffers into elements in the
 * task.
 */
package org.etwflow.source.reader;
