package org.etwflow.pipeline;

import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;

/** Keyed state of an operator in a test harness. */
final class KeyedState {

  private KeyedState() {}

  /** Number of values and map entries in all keyed states. */
  public static int entries(final AbstractStreamOperatorTestHarness<?> harness) {
    final AbstractStreamOperator<?> operator = (AbstractStreamOperator<?>) harness.getOperator();
    return ((HeapKeyedStateBackend<?>) operator.getKeyedStateBackend()).numKeyValueStateEntries();
  }
}
