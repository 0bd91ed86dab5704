package org.etwflow.process;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All processes that traces tell of. It depends on the facts alone: not on the order in which they
 * came, and not on how often one of them was told.
 */
public final class ProcessCatalog {

  private static final Comparator<ProcessFact> BY_PID =
      Comparator.comparingLong(ProcessFact::processId).thenComparing(PidHistory.ORDER);

  private final Map<String, Processes> ofHosts;

  private ProcessCatalog(final Map<String, Processes> ofHosts) {
    this.ofHosts = ofHosts;
  }

  /** The catalog of some facts, in any order. */
  public static ProcessCatalog of(final Collection<ProcessFact> facts) {
    // Not groupingBy, since the host of traces of one machine is null.
    final Map<String, List<ProcessFact>> byHost = new HashMap<>();
    for (final ProcessFact fact : facts) {
      byHost.computeIfAbsent(fact.host(), host -> new ArrayList<>()).add(fact);
    }
    final Map<String, Processes> ofHosts = new HashMap<>();
    byHost.forEach(
        (host, told) -> {
          told.sort(BY_PID);
          ofHosts.put(host, Processes.of(told));
        });
    return new ProcessCatalog(ofHosts);
  }

  /**
   * The processes of a machine.
   *
   * @param host null if all traces are of one machine
   */
  public Processes onHost(final String host) {
    return ofHosts.getOrDefault(host, Processes.NONE);
  }
}
