package org.etwflow.source.discovery;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.flink.annotation.Internal;
import org.etwflow.source.discovery.PassedOver.Reason;
import org.etwflow.source.file.LocalFile;

/** What was found at inputs: each file once, whatever links and inputs name it again. */
@Internal
public final class FoundTraces {

  private final Map<Object, TraceFile> files = new HashMap<>();
  private final PassedOver passedOver = new PassedOver();
  private long added;

  /** The files, in the order of their names. */
  public List<TraceFile> files() {
    return files.values().stream().sorted(Comparator.comparing(TraceFile::name)).toList();
  }

  /**
   * What was not taken for a trace, with those of {@link #files()} that hold none: to be called
   * once.
   *
   * @param holdsTraces whether a trace is in a file that need not be one: it is opened for this
   */
  public PassedOver passedOver(final Predicate<TraceFile> holdsTraces) {
    files().stream()
        .filter(file -> !holdsTraces.test(file))
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
