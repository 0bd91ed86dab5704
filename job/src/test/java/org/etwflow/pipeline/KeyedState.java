package org.etwflow.pipeline;

import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;

/** What an operator keeps. */
final class KeyedState {

  private KeyedState() {}

  /** So many keys have a value, or an entry of a map, in one of its states. */
  public static int entries(final AbstractStreamOperatorTestHarness<?> harness) {
    final AbstractStreamOperator<?> operator = (AbstractStreamOperator<?>) harness.getOperator();
    return ((HeapKeyedStateBackend<?>) operator.getKeyedStateBackend()).numKeyValueStateEntries();
  }
}
