package org.etwflow.source.discovery;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.etwflow.source.discovery.FileEntry.Kind;
import org.etwflow.source.file.LocalFile;
import org.jspecify.annotations.Nullable;

/** Lists local folders; links to files and folders are resolved. */
record LocalListing() implements FileListing {

  @Override
  public @Nullable FileEntry find(final org.apache.flink.core.fs.Path path) throws IOException {
    final Path file = LocalFile.of(path);
    return Files.exists(file) ? entry(file, file.toRealPath()) : null;
  }

  @Override
  public List<FileEntry> list(final FileEntry folder) throws IOException {
    final List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(LocalFile.of(folder.path()))) {
      stream.forEach(files::add);
    } catch (final DirectoryIteratorException e) {
      throw e.getCause();
    }
    Collections.sort(files);
    final Path real = (Path) folder.real();
    return files.stream().map(file -> entry(file, real.resolve(file.getFileName()))).toList();
  }

  /**
   * Creates an entry.
   *
   * @param unlinked real path of the entry if it is not a link
   */
  private static FileEntry entry(final Path file, final Path unlinked) {
    boolean isLink = false;
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      isLink = attributes.isSymbolicLink();
      if (isLink) {
        attributes = Files.readAttributes(file, BasicFileAttributes.class);
      }
      return entry(file, attributes, isLink ? file.toRealPath() : unlinked, isLink);
    } catch (final AccessDeniedException e) {
      return broken(file, LocalFile.reason(e));
    } catch (final IOException e) {
      return broken(file, isLink ? "broken link" : LocalFile.reason(e));
    }
  }

  private static FileEntry entry(
      final Path file,
      final BasicFileAttributes attributes,
      final Path real,
      final boolean isLink) {
    final Kind kind =
        attributes.isDirectory()
            ? Kind.FOLDER
            : attributes.isRegularFile() ? Kind.FILE : Kind.SPECIAL;
    return new FileEntry(
        LocalFile.flinkPath(file),
        name(file),
        kind,
        attributes.size(),
        attributes.lastModifiedTime().toMillis(),
        real,
        isLink,
        kind == Kind.SPECIAL ? LocalFile.SPECIAL : null);
  }

  private static FileEntry broken(final Path file, final String problem) {
    return new FileEntry(
        LocalFile.flinkPath(file), name(file), Kind.BROKEN, 0, 0, file, true, problem);
  }

  private static String name(final Path file) {
    return file.getFileName() == null ? "" : file.getFileName().toString();
  }
}
