package org.etwflow.source.enumerator;

import org.apache.flink.core.fs.Path;

/**
 * A file that is to be read as a trace.
 *
 * @param path where it is
 * @param octets its length in bytes
 * @param modified when it was last written: milliseconds since 1970-01-01 UTC
 */
public record TraceFile(Path path, long octets, long modified) {

  /** Without a scheme if it is a local file: as people write it. */
  public String name() {
    final String scheme = path.toUri().getScheme();
    return scheme == null || scheme.equals("file") ? path.getPath() : path.toString();
  }
}
