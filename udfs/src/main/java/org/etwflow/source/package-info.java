/**
 * Flink source of event traces, by the roles of FLIP-27: the enumerator discovers files and cuts
 * them into splits, readers turn splits into buffers, and a schema turns buffers into elements.
 *
 * <p>Flink's {@code FileSource} cannot be used: its splits cannot carry the log header that a
 * reader needs, and of a file discovered after the start it keeps only the first split
 * (FLINK-29757).
 */
@NullMarked
package org.etwflow.source;

import org.jspecify.annotations.NullMarked;
