package org.etwflow.source.discovery;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.Path;
import org.etwflow.source.file.LocalFile;
import org.etwflow.source.file.TraceLocation;

/**
 * A file that is to be read as a trace, or as an archive of traces.
 *
 * @param path where it is; of a local file {@linkplain LocalFile made of its URI}
 * @param octets its length in bytes
 * @param modified when it was last written: milliseconds since 1970-01-01 UTC
 * @param isExpected whether something is missing if it turns out to be no trace: it was named, or
 *     is named like one
 * @param problem why it is not to be opened; null if it is. A trace is missing all the same
 */
@Internal
public record TraceFile(Path path, long octets, long modified, boolean isExpected, String problem) {

  /** A file that is expected to be a trace. */
  public TraceFile(final Path path, final long octets, final long modified) {
    this(path, octets, modified, true, null);
  }

  /** Something that stands where a trace is expected, and cannot be opened. */
  static TraceFile unreadable(final Path path, final String problem) {
    return new TraceFile(path, 0, 0, true, problem);
  }

  /** Without a scheme if it is a local file: as people write it. */
  public String name() {
    return LocalFile.isLocal(path) ? LocalFile.name(LocalFile.of(path)) : path.toString();
  }

  /** Where its bytes are. */
  public TraceLocation location() {
    return TraceLocation.of(path);
  }
}
