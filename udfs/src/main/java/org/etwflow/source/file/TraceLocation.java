package org.etwflow.source.file;

import java.net.URI;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.Path;

/**
 * Where the bytes of a trace are: all that it takes to open it, on any machine that the file can be
 * seen from. The name of a trace, as rows have it, would not do: it need not hold the bytes of the
 * file's name, and a file can be named like an entry of an archive.
 *
 * @param file URI of the file
 * @param entry of an archive, if the file is one and the trace is in it; else null
 */
@Internal
public record TraceLocation(String file, ZipEntry entry) {

  /** Nowhere: of a trace that is not to be opened. */
  public static final TraceLocation NONE = new TraceLocation("", null);

  /** A file that is a trace itself, packed or not. */
  public static TraceLocation of(final Path file) {
    return in(file, null);
  }

  /** A trace in an archive. */
  public static TraceLocation in(final Path archive, final ZipEntry entry) {
    return new TraceLocation(archive.toUri().toString(), entry);
  }

  /** The file of this name, as rows have it. */
  public static TraceLocation named(final String name) {
    return of(
        name.startsWith("/") ? LocalFile.flinkPath(java.nio.file.Path.of(name)) : new Path(name));
  }

  /** The file, or the archive that the trace is in. */
  public Path path() {
    return new Path(URI.create(file));
  }
}
