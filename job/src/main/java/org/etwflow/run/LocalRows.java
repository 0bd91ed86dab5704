package org.etwflow.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.etwflow.report.PrintableText;
import org.etwflow.source.file.LocalFile;

/**
 * Files of rows on this machine. They are written into a hidden folder with a random name, which
 * only this user may enter, and moved to their final place together when all are complete. A failed
 * run leaves the files of the previous run.
 */
final class LocalRows implements RowStore {

  private static final String HIDDEN = ".etwflow-";

  private final OutputFolder output;
  private final Path folder;
  private final FolderLock lock;
  private final Path hidden;

  private LocalRows(
      final OutputFolder output, final Path folder, final FolderLock lock, final Path hidden) {
    this.output = output;
    this.folder = folder;
    this.lock = lock;
    this.hidden = hidden;
  }

  /**
   * Opens a folder for the rows of a run.
   *
   * @throws UsageException if the rows cannot be written there
   */
  static LocalRows open(final OutputFolder output) throws IOException, UsageException {
    final Path folder = output.createLocalFolder();
    final FolderLock lock = FolderLock.of(folder);
    try {
      output.checkPlaces(folder);
      removeLeftovers(folder);
      final Path hidden = Files.createTempDirectory(folder, HIDDEN);
      final LocalRows rows = new LocalRows(output, folder, lock, hidden);
      RemovalAtExit.add(rows::deleteHidden);
      return rows;
    } catch (final IOException | UsageException e) {
      lock.close();
      throw e;
    }
  }

  /** Removes the hidden folders of killed runs: no other run has one while this holds the lock. */
  private static void removeLeftovers(final Path folder) throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, HIDDEN + '*')) {
      for (final Path leftover : leftovers) {
        if (Files.isDirectory(leftover, LinkOption.NOFOLLOW_LINKS)) {
          delete(leftover);
        }
      }
    }
  }

  @Override
  public boolean canBeDiscarded() {
    return true;
  }

  @Override
  public void addSinks(final FlowJob job) {
    job.addSinks(kind -> LocalFile.flinkPath(parts(kind)));
  }

  /** The folder of the part files of one kind of rows. */
  Path parts(final String kind) {
    return hidden.resolve(kind);
  }

  /** The file that the part files of one kind of rows are joined into. */
  Path joined(final String kind) {
    return hidden.resolve(output.fileName(kind));
  }

  /** Joins the part files, and moves the joined files to their final place. */
  @Override
  public void publish(final FlowJob job) throws IOException, UsageException {
    job.joinRows(this);
    moveToFinalPlace();
  }

  /** Synchronized with the shutdown hook, which waits for it. */
  private synchronized void moveToFinalPlace() throws IOException, UsageException {
    output.checkPlaces(folder);
    for (final String kind : output.kinds()) {
      Files.move(
          joined(kind), folder.resolve(output.fileName(kind)), StandardCopyOption.ATOMIC_MOVE);
    }
    if (output.overwrite()) {
      removeOtherFiles();
    }
  }

  /** Removes what an earlier run has written under names that this one does not use. */
  private void removeOtherFiles() throws IOException {
    for (final String name : output.otherFileNames()) {
      final Path file = folder.resolve(name);
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        Files.delete(file);
      }
    }
  }

  @Override
  public void printPlaces(final PrintWriter out) {
    out.println("Rows: " + PrintableText.of(output.joinedFiles()));
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
      // The next run into this folder removes it.
      return;
    }
  }
}
