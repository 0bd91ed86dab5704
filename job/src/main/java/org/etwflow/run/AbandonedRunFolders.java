package org.etwflow.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;

/** Temporary folders of runs that were killed: nobody holds their lock. */
final class AbandonedRunFolders {

  private AbandonedRunFolders() {}

  /** Removes those of a user. What cannot be removed stays for the next run. */
  static void removeFrom(final Path parent, final UserPrincipal user) {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, RunFolder.PREFIX + "*")) {
      for (final Path folder : folders) {
        removeIfAbandoned(folder, user);
      }
    } catch (final IOException | DirectoryIteratorException e) {
      return;
    }
  }

  private static void removeIfAbandoned(final Path folder, final UserPrincipal user) {
    try {
      if (isFolderOf(user, folder) && !RunFolder.isInThisProcess(folder)) {
        removeIfUnlocked(folder);
      }
    } catch (final IOException e) {
      return;
    }
  }

  /** A link is its maker's, wherever it leads to. */
  private static boolean isFolderOf(final UserPrincipal user, final Path folder)
      throws IOException {
    return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(user);
  }

  private static void removeIfUnlocked(final Path folder) throws IOException {
    try (FileChannel lock =
        RunFolder.tryLock(folder, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      if (lock != null) {
        FolderTree.delete(folder);
      } else {
        // Only one of a run that was killed before it made a lock is empty: others stay.
        Files.delete(folder);
      }
    }
  }
}
