package org.etwflow.source.discovery;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.Path;
import org.etwflow.source.discovery.PassedOver.Reason;
import org.etwflow.source.file.LocalFile;
import org.etwflow.source.file.StorageException;
import org.etwflow.source.file.StorageRequests;

/** Trace files found at the inputs; each file once, even if several links or inputs name it. */
@Internal
public final class FoundTraces {

  private final StorageRequests requests;
  private final Map<Object, TraceFile> files = new HashMap<>();
  private final PassedOver passedOver = new PassedOver();
  private long added;

  FoundTraces(final StorageRequests requests) {
    this.requests = requests;
  }

  /** Requests to the file systems of the inputs, which share the time of repetition. */
  StorageRequests requests() {
    return requests;
  }

  /** The files in the order of their names, each of which is converted from a URI once. */
  public List<TraceFile> files() {
    return files.values().stream()
        .map(file -> Map.entry(file.name(), file))
        .sorted(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .toList();
  }

  /**
   * The skipped files, including those of {@link #files()} without traces; to be called once.
   *
   * @param holdsTraces opens a file and tests whether it holds a trace
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

  /** Number of additions, including repeated ones. */
  long added() {
    return added;
  }

  void add(final FileEntry file, final boolean isExpected) {
    added++;
    final TraceFile known = files.get(file.real());
    if (known != null && !known.path().equals(file.path())) {
      skip(Reason.LINK_AGAIN, file);
    }
    if (known == null || !known.isExpected()) {
      files.put(file.real(), file.trace(isExpected));
    }
  }

  /** Adds an unreadable folder, which may contain traces. */
  void add(final FileEntry folder, final IOException failure) {
    added++;
    files.put(
        folder.real(),
        TraceFile.unreadable(
            folder.path(), "the folder cannot be listed: " + LocalFile.reason(failure)));
  }

  /**
   * Adds a folder whose file system failed.
   *
   * @throws StorageException the failure, unless such errors are skipped
   */
  void add(final FileEntry folder, final StorageException failure) {
    if (!requests.areErrorsSkipped()) {
      throw failure;
    }
    added++;
    files.put(
        folder.real(), TraceFile.storageError(folder.path(), "the folder " + failure.problem()));
  }

  /**
   * Adds an input whose file system failed, so that it is not known what it is.
   *
   * @throws StorageException the failure, unless such errors are skipped
   */
  void add(final Path input, final StorageException failure) {
    if (!requests.areErrorsSkipped()) {
      throw failure;
    }
    added++;
    files.put(input, TraceFile.storageError(input, failure.problem()));
  }

  void skip(final Reason reason, final FileEntry entry) {
    passedOver.add(reason, entry.trace(false).name());
  }
}
