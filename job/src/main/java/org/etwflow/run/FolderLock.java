package org.etwflow.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.etwflow.source.file.LocalFile;

/**
 * Lock on a folder of rows: one run at a time writes into it. The operating system releases the
 * lock when the process ends. The lock file stays, since another run may be opening it at this
 * moment.
 */
final class FolderLock implements AutoCloseable {

  private static final String NAME = ".etwflow.lock";

  private final FileChannel channel;

  private FolderLock(final FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Locks a folder.
   *
   * @throws UsageException if another run holds the lock, or the lock file cannot be written
   */
  static FolderLock of(final Path folder) throws UsageException {
    try {
      final FileChannel channel =
          FileChannel.open(
              folder.resolve(NAME),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              LinkOption.NOFOLLOW_LINKS);
      if (isLocked(channel)) {
        return new FolderLock(channel);
      }
      channel.close();
    } catch (final AccessDeniedException e) {
      throw new UsageException(
          "--output: no permission to write '%s': ask its owner to remove it, or name another folder"
              .formatted(folder.resolve(NAME)),
          e);
    } catch (final IOException e) {
      throw new UsageException(
          "--output: cannot lock '%s': %s".formatted(folder, LocalFile.reason(e)), e);
    }
    throw new UsageException(
        "--output: another run is writing into '%s': wait until it ends, or name another folder"
            .formatted(folder));
  }

  private static boolean isLocked(final FileChannel channel) throws IOException {
    try {
      final FileLock lock = channel.tryLock();
      return lock != null;
    } catch (final OverlappingFileLockException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
