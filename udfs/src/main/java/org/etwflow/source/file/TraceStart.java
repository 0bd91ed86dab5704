package org.etwflow.source.file;

import java.util.Objects;
import org.apache.flink.annotation.Internal;
import org.etwflow.etl.LogHeader;
import org.jspecify.annotations.Nullable;

/**
 * What the first bytes of a file show.
 *
 * @param kind format of the file
 * @param header log header of the trace; null if the file is an archive, which can hold several
 * @param areRangesCheap whether a few bytes anywhere in the file can be read without those after
 *     them
 */
@Internal
public record TraceStart(FileKind kind, @Nullable LogHeader header, boolean areRangesCheap) {

  /** Returns the log header of a file that is not an archive. */
  public LogHeader requireHeader() {
    return Objects.requireNonNull(header);
  }
}
