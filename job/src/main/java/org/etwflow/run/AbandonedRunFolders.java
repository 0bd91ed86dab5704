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

/** Temporary folders of killed runs, which no process has locked. */
final class AbandonedRunFolders {

  private AbandonedRunFolders() {}

  /** Removes the abandoned folders of a user. The next run tries again where this fails. */
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

  /** Does not follow links: the owner of a link may differ from the owner of its target. */
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
        // Deletes an empty folder only, left by a run that was killed before it made its lock.
        Files.delete(folder);
      }
    }
  }
}
