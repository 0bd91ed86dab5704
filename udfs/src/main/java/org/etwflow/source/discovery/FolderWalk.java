package org.etwflow.source.discovery;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.etwflow.source.discovery.PassedOver.Reason;
import org.etwflow.source.file.StorageException;
import org.etwflow.source.file.TraceName;

/**
 * Walks a folder and all folders below it. Errors do not end the walk: an inaccessible folder, or
 * an inaccessible file with the name of a trace, is added as an unreadable trace; others are
 * skipped.
 *
 * <p>Links are followed after all folders that are reachable without links, and each folder is
 * visited once. So there are no cycles, and a file is found by its own name, not by that of a link.
 */
final class FolderWalk {

  private final FileListing listing;
  private final FoundTraces found;
  private final Queue<FileEntry> folders = new ArrayDeque<>();
  private final Queue<FileEntry> links = new ArrayDeque<>();
  private final Set<Object> entered = new HashSet<>();

  FolderWalk(final FileListing listing, final FoundTraces found) {
    this.listing = listing;
    this.found = found;
  }

  /** Walks a folder. */
  void walk(final FileEntry folder) {
    enter(folder);
    while (!folders.isEmpty() || !links.isEmpty()) {
      if (folders.isEmpty()) {
        follow(links.remove());
      } else {
        visit(folders.remove());
      }
    }
  }

  private void enter(final FileEntry folder) {
    if (entered.add(folder.real())) {
      folders.add(folder);
    } else {
      found.skip(Reason.LINK_AGAIN, folder);
    }
  }

  private void visit(final FileEntry folder) {
    final List<FileEntry> entries;
    try {
      entries = listing.list(folder);
    } catch (final StorageException e) {
      found.add(folder, e);
      return;
    } catch (final IOException e) {
      found.add(folder, e);
      return;
    }
    for (final FileEntry entry : entries) {
      if (TraceName.of(entry.name()) == TraceName.HIDDEN) {
        found.skip(Reason.HIDDEN, entry);
      } else if (entry.isLink()) {
        links.add(entry);
      } else {
        visitEntry(entry);
      }
    }
  }

  private void follow(final FileEntry link) {
    if (link.isFile() && found.has(link)) {
      found.skip(Reason.LINK_AGAIN, link);
    } else {
      visitEntry(link);
    }
  }

  private void visitEntry(final FileEntry entry) {
    if (entry.isFolder()) {
      enter(entry);
      return;
    }
    switch (TraceName.of(entry.name())) {
      case TRACE -> found.add(entry, true);
      case NUMBERED, PACKED -> {
        if (entry.isFile()) {
          found.add(entry, false);
        } else {
          skip(entry);
        }
      }
      case HIDDEN, OTHER -> skip(entry);
    }
  }

  private void skip(final FileEntry entry) {
    found.skip(
        switch (entry.kind()) {
          case SPECIAL -> Reason.SPECIAL;
          case BROKEN -> Reason.BROKEN_LINK;
          case FILE, FOLDER -> Reason.OTHER_NAME;
        },
        entry);
  }
}
