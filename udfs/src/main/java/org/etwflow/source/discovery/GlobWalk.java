package org.etwflow.source.discovery;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.etwflow.source.file.StorageException;

/**
 * Walks the folders in which a glob may match. A matching file is added whatever its name, a
 * matching folder is walked completely.
 */
final class GlobWalk {

  /** Name prefix a folder that only {@code **} matches: then each file prefix is matched itself. */
  private static final String ANY_NAME_BELOW = "/\0";

  private final Glob glob;
  private final FileListing listing;
  private final FoundTraces found;
  private final Queue<Folder> folders = new ArrayDeque<>();
  private final Set<Object> entered = new HashSet<>();

  GlobWalk(final Glob glob, final FileListing listing, final FoundTraces found) {
    this.glob = glob;
    this.listing = listing;
    this.found = found;
  }

  /** Walks the glob's base folder. */
  void walk(final FileEntry base) {
    folders.add(new Folder(base, ""));
    while (!folders.isEmpty()) {
      visit(folders.remove());
    }
  }

  private void visit(final Folder folder) {
    final List<FileEntry> entries;
    try {
      entries = listing.list(folder.entry());
    } catch (final StorageException e) {
      found.add(folder.entry(), e);
      return;
    } catch (final IOException e) {
      found.add(folder.entry(), e);
      return;
    }
    for (final FileEntry entry : entries) {
      visitEntry(entry, folder.prefix() + entry.name());
    }
  }

  private void visitEntry(final FileEntry entry, final String relative) {
    if (!entry.isFolder()) {
      if (glob.matches(relative)) {
        found.add(entry, true);
      }
      return;
    }
    if (glob.matches(relative) && !glob.matches(relative + ANY_NAME_BELOW)) {
      new FolderWalk(listing, found).walk(entry);
    }
    if (glob.mayMatchBelow(relative) && entered.add(entry.real())) {
      folders.add(new Folder(entry, relative + '/'));
    }
  }

  /**
   * A folder to visit.
   *
   * @param prefix prefix of the names in it, relative to the glob's base
   */
  private record Folder(FileEntry entry, String prefix) {}
}
