package org.etwflow.source.discovery;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/**
 * Goes through the folders in which a glob may match something. A file that it matches is taken
 * whatever its name, of a folder all that is below.
 */
final class GlobWalk {

  /** What no pattern but ** matches: then all below is taken by its own name. */
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

  /** Goes through all of the folder that the glob is relative to. */
  void walk(final FileEntry base) {
    folders.add(new Folder(base, ""));
    while (!folders.isEmpty()) {
      look(folders.remove());
    }
  }

  private void look(final Folder folder) {
    final List<FileEntry> entries;
    try {
      entries = listing.list(folder.entry());
    } catch (final IOException e) {
      found.add(folder.entry(), e);
      return;
    }
    for (final FileEntry entry : entries) {
      take(entry, folder.below() + entry.name());
    }
  }

  private void take(final FileEntry entry, final String relative) {
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
   * A folder on the way.
   *
   * @param below what stands before the names in it, relative to the glob's base
   */
  private record Folder(FileEntry entry, String below) {}
}
