package org.etwflow.process;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.annotation.Internal;

/**
 * All processes that traces tell of. It depends on the facts alone: not on the order in which they
 * came, and not on how often one of them was told.
 */
@Internal
public final class ProcessCatalog {

  private static final Comparator<ProcessObservation> BY_PID =
      Comparator.comparingLong(ProcessObservation::processId).thenComparing(PidHistory.ORDER);

  /** No process of any machine, since there are more facts than are kept. */
  public static final ProcessCatalog TOO_MANY_FACTS =
      new ProcessCatalog(Map.of(), ProcessTable.TOO_MANY_FACTS);

  private final Map<String, ProcessTable> ofHosts;

  /** Of machines that no fact is about. */
  private final ProcessTable ofOthers;

  private ProcessCatalog(final Map<String, ProcessTable> ofHosts, final ProcessTable ofOthers) {
    this.ofHosts = ofHosts;
    this.ofOthers = ofOthers;
  }

  /** The catalog of some facts, in any order. */
  public static ProcessCatalog of(final Collection<ProcessObservation> facts) {
    // Not groupingBy, since the host of traces of one machine is null.
    final Map<String, List<ProcessObservation>> byHost = new HashMap<>();
    for (final ProcessObservation fact : facts) {
      byHost.computeIfAbsent(fact.host(), host -> new ArrayList<>()).add(fact);
    }
    final Map<String, ProcessTable> ofHosts = new HashMap<>();
    byHost.forEach(
        (host, told) -> {
          told.sort(BY_PID);
          ofHosts.put(host, ProcessTable.of(told));
        });
    return new ProcessCatalog(ofHosts, ProcessTable.NONE);
  }

  /**
   * The processes of a machine.
   *
   * @param host null if all traces are of one machine
   */
  public ProcessTable onHost(final String host) {
    final ProcessTable known = ofHosts.isEmpty() ? null : ofHosts.get(host);
    return known == null ? ofOthers : known;
  }
}
