package org.etwflow.source.enumerator;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.etwflow.source.enumerator.PassedOver.Reason;
import org.etwflow.source.file.LocalFile;

/** What was found at inputs: each file once, whatever links and inputs name it again. */
public final class FoundTraces {

  private final Map<Object, TraceFile> files = new HashMap<>();
  private final PassedOver passedOver = new PassedOver();
  private long added;

  /** The files, in the order of their names. */
  public List<TraceFile> files() {
    return files.values().stream().sorted(Comparator.comparing(TraceFile::name)).toList();
  }

  /**
   * What was not taken for a trace. Files that need not be traces are opened for it, and those
   * among {@link #files()} that hold none are in it: to be called once.
   */
  public PassedOver passedOver() {
    files().stream()
        .filter(file -> !SplitPlanner.holdsTraces(file))
        .forEach(file -> passedOver.add(Reason.NO_TRACE, file.name()));
    return passedOver;
  }

  boolean has(final FileEntry file) {
    return files.containsKey(file.real());
  }

  /** How often something was added, the same file or another. */
  long added() {
    return added;
  }

  void add(final FileEntry file, final boolean isExpected) {
    added++;
    final TraceFile known = files.get(file.real());
    if (known != null && !known.path().equals(file.path())) {
      passOver(Reason.LINK_AGAIN, file);
    }
    if (known == null || !known.isExpected()) {
      files.put(file.real(), file.trace(isExpected));
    }
  }

  /** Adds a folder in which there may be traces, but which cannot be listed. */
  void add(final FileEntry folder, final IOException failure) {
    added++;
    files.put(
        folder.real(),
        TraceFile.unreadable(
            folder.path(), "the folder cannot be looked into: " + LocalFile.reason(failure)));
  }

  void passOver(final Reason reason, final FileEntry entry) {
    passedOver.add(reason, entry.trace(false).name());
  }
}
