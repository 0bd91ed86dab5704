package org.etwflow.process;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.annotation.Internal;
import org.jspecify.annotations.Nullable;

/**
 * All processes of all machines, reconstructed from observations; their order and duplicates do not
 * matter.
 */
@Internal
public final class ProcessCatalog {

  private static final Comparator<ProcessObservation> BY_PID =
      Comparator.comparingLong(ProcessObservation::processId).thenComparing(PidHistory.ORDER);

  /** Empty catalog, used when there are more observations than the memory limit allows. */
  public static final ProcessCatalog TOO_MANY_OBSERVATIONS =
      new ProcessCatalog(Map.of(), ProcessTable.TOO_MANY_OBSERVATIONS);

  private final Map<String, ProcessTable> ofHosts;

  /** Processes of machines without observations. */
  private final ProcessTable ofUnknownHosts;

  private ProcessCatalog(
      final Map<String, ProcessTable> ofHosts, final ProcessTable ofUnknownHosts) {
    this.ofHosts = ofHosts;
    this.ofUnknownHosts = ofUnknownHosts;
  }

  /** Creates a catalog from observations in any order. */
  public static ProcessCatalog of(final Collection<ProcessObservation> observations) {
    // Not groupingBy: the host is null if hosts are not distinguished.
    final Map<String, List<ProcessObservation>> byHost = new HashMap<>();
    for (final ProcessObservation observation : observations) {
      byHost.computeIfAbsent(observation.host(), host -> new ArrayList<>()).add(observation);
    }
    final Map<String, ProcessTable> ofHosts = new HashMap<>();
    byHost.forEach(
        (host, ofHost) -> {
          ofHost.sort(BY_PID);
          ofHosts.put(host, ProcessTable.of(ofHost));
        });
    return new ProcessCatalog(ofHosts, ProcessTable.NONE);
  }

  /**
   * The processes of a machine.
   *
   * @param host name of the machine; null if hosts are not distinguished
   */
  public ProcessTable onHost(final @Nullable String host) {
    final ProcessTable known = ofHosts.isEmpty() ? null : ofHosts.get(host);
    return known == null ? ofUnknownHosts : known;
  }
}
