package org.etwflow.source.file;

import java.net.URI;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Location of a trace's bytes, sufficient to open it on any machine with access to the file. The
 * name shown in rows is not sufficient: it may differ from the bytes of the file's name, and a file
 * can have the name of an archive's entry.
 *
 * @param file URI of the file
 * @param entry entry of the trace if the file is an archive, otherwise null
 */
@Internal
public record TraceLocation(String file, @Nullable ZipEntry entry) {

  /** Location of a trace that is never opened. */
  public static final TraceLocation NONE = new TraceLocation("", null);

  /** Location of a file that is a trace itself, packed or not. */
  public static TraceLocation of(final Path file) {
    return in(file, null);
  }

  /** Location of a trace in an archive. */
  public static TraceLocation in(final Path archive, final @Nullable ZipEntry entry) {
    return new TraceLocation(archive.toUri().toString(), entry);
  }

  /** Location of a file by its name in rows. */
  public static TraceLocation named(final String name) {
    return of(
        name.startsWith("/") ? LocalFile.flinkPath(java.nio.file.Path.of(name)) : new Path(name));
  }

  /** Path of the file or archive. */
  public Path path() {
    return new Path(URI.create(file));
  }
}
