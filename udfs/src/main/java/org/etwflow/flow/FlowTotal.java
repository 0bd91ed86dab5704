package org.etwflow.flow;

/**
 * What was counted of a key over all its windows.
 *
 * @param key the key
 * @param statistics what was counted
 */
public record FlowTotal(FlowKey key, FlowAccumulator statistics) {

  /** The same without all but the core, which is what the summary mostly shows. */
  public FlowTotal core() {
    return new FlowTotal(key, statistics.core());
  }
}
