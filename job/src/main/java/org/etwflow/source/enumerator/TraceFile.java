package org.etwflow.source.enumerator;

import org.apache.flink.core.fs.Path;

/**
 * A file that is to be read as a trace.
 *
 * @param path where it is
 * @param octets its length in bytes
 */
public record TraceFile(Path path, long octets) {

  /** Without a scheme if it is a local file: as people write it. */
  public String name() {
    final String scheme = path.toUri().getScheme();
    return scheme == null || scheme.equals("file") ? path.getPath() : path.toString();
  }
}
