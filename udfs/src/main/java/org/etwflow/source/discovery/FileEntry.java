package org.etwflow.source.discovery;

import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a listing: a file, a folder or a link.
 *
 * @param path path of the entry
 * @param name last component of the path, as decoded by the JVM
 * @param kind kind of the entry; of a link, kind of its target
 * @param bytes size in bytes
 * @param modified time of the last modification: milliseconds since 1970-01-01 UTC
 * @param real identity of the file or folder, equal for all links to it
 * @param isLink whether it is a link
 * @param problem why it cannot be opened, for {@link Kind#BROKEN} and {@link Kind#SPECIAL};
 *     otherwise null
 */
record FileEntry(
    Path path,
    String name,
    Kind kind,
    long bytes,
    long modified,
    Object real,
    boolean isLink,
    @Nullable String problem) {

  /** Kinds of entries. */
  enum Kind {
    FILE,
    FOLDER,
    /** A pipe, a socket or a device. */
    SPECIAL,
    /** A link without a target, or an inaccessible entry. */
    BROKEN
  }

  boolean isFolder() {
    return kind == Kind.FOLDER;
  }

  boolean isFile() {
    return kind == Kind.FILE;
  }

  /** Converts the entry to a trace file. */
  TraceFile trace(final boolean isExpected) {
    return problem == null
        ? new TraceFile(path, bytes, modified, isExpected, null, false)
        : TraceFile.unreadable(path, problem);
  }
}
