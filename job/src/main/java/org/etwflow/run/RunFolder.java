package org.etwflow.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a run's temporary files, which only its user may enter. A file lock, which ends
 * with the process, marks it as in use. It is removed at the end of the run, also after Ctrl-C or
 * SIGTERM; the next run removes the folder of a killed run.
 */
final class RunFolder implements AutoCloseable {

  static final String PREFIX = "etwflow-run-";
  private static final String LOCK = "lock";

  /** Folders whose lock files must not be opened here: closing one would release the lock. */
  private static final Set<Path> IN_THIS_PROCESS = ConcurrentHashMap.newKeySet();

  private static final int ATTEMPTS = 10;

  /** Repeated, since tasks may still write while the process is being stopped. */
  private static final int REMOVAL_ATTEMPTS = 100;

  private static final long REMOVAL_INTERVAL_MILLIS = 10;

  private final Path path;
  private final FileChannel lock;

  private RunFolder(final Path path, final FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /** Creates a folder in Java's temporary folder, and removes those of killed runs there. */
  static RunFolder create() throws IOException {
    final Path parent = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    final RunFolder folder = createIn(parent);
    RemovalAtExit.add(folder::remove);
    AbandonedRunFolders.removeFrom(parent, Files.getOwner(folder.path));
    return folder;
  }

  private static RunFolder createIn(final Path parent) throws IOException {
    for (int i = 0; i < ATTEMPTS; i++) {
      final RunFolder folder = tryCreate(parent);
      if (folder != null) {
        return folder;
      }
    }
    throw new IOException("cannot lock a temporary folder in " + parent);
  }

  /** Null if another run has removed the folder as abandoned before it was locked. */
  private static @Nullable RunFolder tryCreate(final Path parent) throws IOException {
    final Path path = createPrivate(parent);
    IN_THIS_PROCESS.add(path);
    final FileChannel lock = tryLock(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    if (lock == null) {
      IN_THIS_PROCESS.remove(path);
      return null;
    }
    return new RunFolder(path, lock);
  }

  private static Path createPrivate(final Path parent) throws IOException {
    try {
      return Files.createTempDirectory(parent, PREFIX);
    } catch (final IOException e) {
      throw new IOException(
          "cannot create a temporary folder in %s (%s): choose another with JDK_JAVA_OPTIONS=-Djava.io.tmpdir=DIR"
              .formatted(parent, e));
    }
  }

  /**
   * Locks a folder of a run.
   *
   * @return the open lock file; null if it is locked or gone
   */
  static @Nullable FileChannel tryLock(final Path folder, final OpenOption... options)
      throws IOException {
    final Path file = folder.resolve(LOCK);
    final FileChannel channel;
    try {
      channel = FileChannel.open(file, options);
    } catch (final NoSuchFileException e) {
      return null;
    }
    // A run that removes a folder holds its lock: if the file is gone by now, so is the folder.
    if (channel.tryLock() != null && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return channel;
    }
    channel.close();
    return null;
  }

  static boolean isInThisProcess(final Path folder) {
    return IN_THIS_PROCESS.contains(folder);
  }

  Path path() {
    return path;
  }

  private void remove() {
    for (int i = 0; i < REMOVAL_ATTEMPTS && Files.exists(path); i++) {
      try {
        FolderTree.delete(path);
      } catch (final IOException e) {
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(REMOVAL_INTERVAL_MILLIS);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    remove();
    lock.close();
    IN_THIS_PROCESS.remove(path);
  }
}
