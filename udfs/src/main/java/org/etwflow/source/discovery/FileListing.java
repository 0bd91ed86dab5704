package org.etwflow.source.discovery;

import java.io.IOException;
import java.util.List;
import org.apache.flink.core.fs.Path;
import org.etwflow.source.file.LocalFile;
import org.etwflow.source.file.StorageRequests;
import org.jspecify.annotations.Nullable;

/** Lists folders of one file system. */
interface FileListing {

  /** Returns the listing for the file system of a path. */
  static FileListing of(final Path path, final StorageRequests requests) {
    return LocalFile.isLocal(path) ? new LocalListing() : FlinkListing.of(path, requests);
  }

  /** Finds the entry at a path; null if there is none. */
  @Nullable FileEntry find(Path path) throws IOException;

  /**
   * Lists the entries of a folder by name, including inaccessible ones with their problem.
   *
   * @throws IOException if the folder is not accessible
   * @throws org.etwflow.source.file.StorageException if the file system failed
   */
  List<FileEntry> list(FileEntry folder) throws IOException;
}
