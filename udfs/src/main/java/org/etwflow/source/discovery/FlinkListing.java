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
import org.etwflow.source.file.StorageRequests;
import org.jspecify.annotations.Nullable;

/** Lists folders of a Flink file system, which has no links. */
record FlinkListing(FileSystem fileSystem, StorageRequests requests) implements FileListing {

  @Override
  public @Nullable FileEntry find(final Path path) throws IOException {
    final String what = path + " cannot be found";
    return requests.make(what, () -> fileSystem.exists(path))
        ? entry(requests.make(what, () -> fileSystem.getFileStatus(path)))
        : null;
  }

  @Override
  public List<FileEntry> list(final FileEntry folder) throws IOException {
    final FileStatus[] files =
        requests.make(
            folder.path() + " cannot be listed", () -> fileSystem.listStatus(folder.path()));
    if (files == null) {
      throw new FileNotFoundException("it does not exist any more");
    }
    return Arrays.stream(files)
        .map(FlinkListing::entry)
        .sorted(Comparator.comparing(FileEntry::name))
        .toList();
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
