package org.etwflow.run;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Files of rows that a run makes on this machine. They are written in a hidden folder beside their
 * places, with a random name and for this user alone, and moved there together when all are whole:
 * a run that fails leaves the files of the run before.
 */
final class LocalRows implements AutoCloseable {

  private static final String HIDDEN = ".etwflow-";

  private final Output output;
  private final Path folder;
  private final FolderLock lock;
  private final Path hidden;

  private LocalRows(
      final Output output, final Path folder, final FolderLock lock, final Path hidden) {
    this.output = output;
    this.folder = folder;
    this.lock = lock;
    this.hidden = hidden;
  }

  /**
   * Opens a folder for the rows of a run.
   *
   * @throws UsageException if they cannot go there
   */
  static LocalRows open(final Output output) throws IOException, UsageException {
    final Path folder = output.createLocalFolder();
    final FolderLock lock = FolderLock.of(folder);
    try {
      output.checkPlaces(folder);
      removeLeftovers(folder);
      final Path hidden = Files.createTempDirectory(folder, HIDDEN);
      final LocalRows rows = new LocalRows(output, folder, lock, hidden);
      Runtime.getRuntime().addShutdownHook(new Thread(rows::deleteHidden));
      return rows;
    } catch (final IOException | UsageException e) {
      lock.close();
      throw e;
    }
  }

  /** Folders of runs that were killed: under the lock no other run has one. */
  private static void removeLeftovers(final Path folder) throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, HIDDEN + '*')) {
      for (final Path leftover : leftovers) {
        if (Files.isDirectory(leftover, LinkOption.NOFOLLOW_LINKS)) {
          delete(leftover);
        }
      }
    }
  }

  /** The folder that tasks write one kind of rows into. */
  Path parts(final String kind) {
    return hidden.resolve(kind);
  }

  /** The file that the parts of one kind become. */
  Path joined(final String kind) {
    return hidden.resolve(output.fileName(kind));
  }

  /**
   * Moves all joined files to their places. The end of the process waits for it.
   *
   * @throws UsageException if another file has come there meanwhile
   */
  synchronized void publish() throws IOException, UsageException {
    output.checkPlaces(folder);
    for (final String kind : output.kinds()) {
      Files.move(
          joined(kind), folder.resolve(output.fileName(kind)), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  @Override
  public void close() throws IOException {
    deleteHidden();
    lock.close();
  }

  private synchronized void deleteHidden() {
    delete(hidden);
  }

  private static void delete(final Path folder) {
    try {
      FolderTree.delete(folder);
    } catch (final IOException e) {
      // The next run into this folder tries again.
      return;
    }
  }
}
