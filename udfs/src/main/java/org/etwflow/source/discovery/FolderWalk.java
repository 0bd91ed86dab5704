package org.etwflow.source.discovery;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.etwflow.source.discovery.PassedOver.Reason;
import org.etwflow.source.file.TraceName;

/**
 * Goes through a folder and all folders below it. Nothing in them ends the walk: what cannot be
 * looked at is a trace with a problem, if it is named like one or is a folder, and else passed
 * over.
 *
 * <p>Links are followed when all folders have been gone through that are reached without them, and
 * each folder is gone through once: so there are no circles, and a file has its own name, and not
 * that of a link to it.
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

  /** Goes through all of a folder. */
  void walk(final FileEntry folder) {
    enter(folder);
    while (!folders.isEmpty() || !links.isEmpty()) {
      if (folders.isEmpty()) {
        follow(links.remove());
      } else {
        look(folders.remove());
      }
    }
  }

  private void enter(final FileEntry folder) {
    if (entered.add(folder.real())) {
      folders.add(folder);
    } else {
      found.passOver(Reason.LINK_AGAIN, folder);
    }
  }

  private void look(final FileEntry folder) {
    final List<FileEntry> entries;
    try {
      entries = listing.list(folder);
    } catch (final IOException e) {
      found.add(folder, e);
      return;
    }
    for (final FileEntry entry : entries) {
      if (TraceName.of(entry.name()) == TraceName.HIDDEN) {
        found.passOver(Reason.HIDDEN, entry);
      } else if (entry.isLink()) {
        links.add(entry);
      } else {
        take(entry);
      }
    }
  }

  private void follow(final FileEntry link) {
    if (link.isFile() && found.has(link)) {
      found.passOver(Reason.LINK_AGAIN, link);
    } else {
      take(link);
    }
  }

  private void take(final FileEntry entry) {
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
          passOver(entry);
        }
      }
      case HIDDEN, OTHER -> passOver(entry);
    }
  }

  private void passOver(final FileEntry entry) {
    found.passOver(
        switch (entry.kind()) {
          case SPECIAL -> Reason.SPECIAL;
          case BROKEN -> Reason.BROKEN_LINK;
          case FILE, FOLDER -> Reason.OTHER_NAME;
        },
        entry);
  }
}
