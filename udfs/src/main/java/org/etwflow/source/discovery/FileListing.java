package org.etwflow.source.discovery;

import java.io.IOException;
import java.util.List;
import org.apache.flink.core.fs.Path;
import org.etwflow.source.file.LocalFile;

/** The folders of one file system. */
interface FileListing {

  /** The listing for what is on the file system of a path. */
  static FileListing of(final Path path) throws IOException {
    return LocalFile.isLocal(path) ? new LocalListing() : new FlinkListing(path.getFileSystem());
  }

  /** What is at a path; null if nothing is. */
  FileEntry find(Path path) throws IOException;

  /** What is in a folder, by name. What cannot be looked at is in it, with its problem. */
  List<FileEntry> list(FileEntry folder) throws IOException;
}
