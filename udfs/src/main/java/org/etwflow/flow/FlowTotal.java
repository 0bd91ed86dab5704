package org.etwflow.flow;

/**
 * What was counted of a key over all its windows.
 *
 * @param key the key
 * @param statistics what was counted: the core, which is all that the summary shows
 */
public record FlowTotal(FlowKey key, FlowAccumulator statistics) {

  /** Leaves out all but the core. */
  public FlowTotal {
    statistics = statistics.core();
  }
}
