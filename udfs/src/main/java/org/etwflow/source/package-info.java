/**
 * A Flink source of event traces, by the roles of FLIP-27: the enumerator finds files and cuts them
 * into splits, readers turn splits into buffers, a schema turns buffers into elements.
 *
 * <p>Flink's own {@code FileSource} does not serve: its splits cannot carry the log header that a
 * reader needs, and of a file that is found after the start it keeps only the first split
 * (FLINK-29757).
 */
@NullMarked
package org.etwflow.source;

import org.jspecify.annotations.NullMarked;
