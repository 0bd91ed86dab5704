package org.etwflow.source.discovery;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.Path;
import org.etwflow.source.file.LocalFile;
import org.etwflow.source.file.TraceLocation;
import org.jspecify.annotations.Nullable;

/**
 * A file to read as a trace or as an archive of traces.
 *
 * @param path path of the file; for a local file {@linkplain LocalFile created from its URI}
 * @param size number of bytes
 * @param modified time of the last modification: milliseconds since 1970-01-01 UTC
 * @param isExpected whether the file is an input or has the name of a trace: then data is missing
 *     if it is not a trace
 * @param problem why the file cannot be opened, so that its trace is missing; null if it can
 * @param isStorageError whether that is a lasting error of the file system
 */
@Internal
public record TraceFile(
    Path path,
    long size,
    long modified,
    boolean isExpected,
    @Nullable String problem,
    boolean isStorageError) {

  /** Creates a file that is expected to be a trace. */
  public TraceFile(final Path path, final long size, final long modified) {
    this(path, size, modified, true, null, false);
  }

  /** Creates a file that is expected to be a trace but cannot be opened. */
  static TraceFile unreadable(final Path path, final String problem) {
    return new TraceFile(path, 0, 0, true, problem, false);
  }

  /** Creates a file or folder that is skipped because its file system failed. */
  static TraceFile storageError(final Path path, final String problem) {
    return new TraceFile(path, 0, 0, true, problem, true);
  }

  /** Name for rows and messages; without a scheme for a local file. */
  public String name() {
    return LocalFile.isLocal(path) ? LocalFile.name(LocalFile.of(path)) : path.toString();
  }

  /** Location of its bytes. */
  public TraceLocation location() {
    return TraceLocation.of(path);
  }
}
