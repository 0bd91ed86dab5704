/**
 * Readers: they turn splits into buffers on the fetcher thread, and buffers into elements in the
 * task.
 */
@NullMarked
package org.etwflow.source.reader;

import org.jspecify.annotations.NullMarked;
