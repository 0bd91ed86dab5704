package org.etwflow.source.discovery;

import org.apache.flink.core.fs.Path;

/**
 * A file or folder, as a listing has it.
 *
 * @param path where it was found
 * @param name its last name, as the JVM reads it
 * @param kind what it is; of a link, what that leads to
 * @param octets its length in bytes
 * @param modified when it was last written: milliseconds since 1970-01-01 UTC
 * @param real the same for all names of one file or folder that links give it
 * @param isLink whether it is a link to something
 * @param problem of what is {@link Kind#BROKEN} or {@link Kind#SPECIAL}; else null
 */
record FileEntry(
    Path path,
    String name,
    Kind kind,
    long octets,
    long modified,
    Object real,
    boolean isLink,
    String problem) {

  /** What can be done with it. */
  enum Kind {
    FILE,
    FOLDER,
    /** A pipe, a socket or a device. */
    SPECIAL,
    /** Nothing: a link that leads nowhere, or what may not be looked at. */
    BROKEN
  }

  boolean isFolder() {
    return kind == Kind.FOLDER;
  }

  boolean isFile() {
    return kind == Kind.FILE;
  }

  /** The file as a trace. */
  TraceFile trace(final boolean isExpected) {
    return problem == null
        ? new TraceFile(path, octets, modified, isExpected, null)
        : TraceFile.unreadable(path, problem);
  }
}
