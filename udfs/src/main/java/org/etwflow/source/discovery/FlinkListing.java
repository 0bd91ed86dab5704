package org.etwflow.source.discovery;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.etwflow.source.discovery.FileEntry.Kind;
import org.etwflow.source.file.StorageException;
import org.etwflow.source.file.StorageRequests;
import org.jspecify.annotations.Nullable;

/** Lists folders of a Flink file system, which has no links. */
record FlinkListing(FileSystem fileSystem, StorageRequests requests) implements FileListing {

  /** Returns the listing for the file system of a path, which may require requests of its own. */
  static FlinkListing of(final Path path, final StorageRequests requests) {
    return new FlinkListing(
        requests.make(path, "cannot be accessed", path::getFileSystem), requests);
  }

  /** The root, such as a bucket, is a folder, and S3 has no object of this name to ask for. */
  @Override
  public @Nullable FileEntry find(final Path path) throws IOException {
    if (path.getParent() == null) {
      return new FileEntry(path, "", Kind.FOLDER, 0, 0, path, false, null);
    }
    try {
      return entry(requests.make(path, "cannot be accessed", () -> fileSystem.getFileStatus(path)));
    } catch (final StorageException e) {
      if (e.isMissing()) {
        return null;
      }
      throw e;
    }
  }

  @Override
  public List<FileEntry> list(final FileEntry folder) throws IOException {
    final FileStatus[] files = files(folder.path());
    if (files == null) {
      throw new FileNotFoundException("it does not exist any more");
    }
    return Arrays.stream(files)
        .map(FlinkListing::entry)
        .sorted(Comparator.comparing(FileEntry::name))
        .toList();
  }

  /** Null if the folder does not exist any more; some file systems throw an exception. */
  private FileStatus @Nullable [] files(final Path folder) {
    try {
      return requests.make(folder, "cannot be listed", () -> fileSystem.listStatus(folder));
    } catch (final StorageException e) {
      if (e.isMissing()) {
        return null;
      }
      throw e;
    }
  }

  private static FileEntry entry(final FileStatus status) {
    return new FileEntry(
        status.getPath(),
        status.getPath().getName(),
        status.isDir() ? Kind.FOLDER : Kind.FILE,
        status.getLen(),
        status.getModificationTime(),
        status.getPath(),
        false,
        null);
  }
}
