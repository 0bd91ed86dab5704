package org.etwflow.pipeline;

import java.util.List;
import java.util.Optional;
import org.etwflow.etl.BufferReader;
import org.etwflow.source.config.ContinuousMonitoring;
import org.etwflow.source.config.HostNaming;
import org.etwflow.source.config.StorageErrors;
import org.etwflow.source.discovery.TraceFinder;
import org.etwflow.source.file.StorageRequests;
import org.etwflow.source.file.TraceInput;

/**
 * Settings of the source.
 *
 * @param inputs files, folders and globs
 * @param hostNaming how the host of a trace is named
 * @param following settings for growing files; empty if the inputs are closed files
 * @param maxExpansion maximum ratio of decompressed to compressed size, of a buffer or a packed
 *     file
 * @param storageErrors what errors of a file system do
 */
public record SourceSettings(
    List<String> inputs,
    HostNaming hostNaming,
    Optional<ContinuousMonitoring> following,
    int maxExpansion,
    StorageErrors storageErrors) {

  /** Creates settings for closed files, with the default limits. */
  public SourceSettings(final List<String> inputs, final HostNaming hostNaming) {
    this(
        inputs,
        hostNaming,
        Optional.empty(),
        BufferReader.DEFAULT_MAX_EXPANSION,
        StorageErrors.DEFAULT);
  }

  /** Finds the traces of these inputs. */
  public TraceFinder finder() {
    return new TraceFinder(inputs, new StorageRequests(storageErrors));
  }

  /** Opens traces. */
  public TraceInput input() {
    return new TraceInput(new StorageRequests(storageErrors));
  }

  /** Returns a copy with another handling of storage errors. */
  public SourceSettings withStorageErrors(final StorageErrors handling) {
    return new SourceSettings(inputs, hostNaming, following, maxExpansion, handling);
  }

  /** Returns a copy for growing files. */
  public SourceSettings withFollowing(final ContinuousMonitoring how) {
    return new SourceSettings(inputs, hostNaming, Optional.of(how), maxExpansion, storageErrors);
  }
}
