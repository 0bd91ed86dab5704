package org.etwflow.pipeline;

import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.metrics.groups.InternalOperatorMetricGroup;
import org.apache.flink.runtime.metrics.groups.UnregisteredMetricGroups.UnregisteredTaskMetricGroup;
import org.apache.flink.runtime.metrics.util.InterceptingOperatorMetricGroup;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;

/** Metrics of the only operator of a test. */
final class OperatorMetrics {

  private final InterceptingOperatorMetricGroup group = new InterceptingOperatorMetricGroup();

  /** Creates the environment of the operator. */
  MockEnvironment environment() {
    return new MockEnvironmentBuilder().setMetricGroup(new TaskGroup()).build();
  }

  /** Value of a counter or gauge. */
  long value(final String name) {
    final Metric metric = group.get(name);
    return metric instanceof Counter counter
        ? counter.getCount()
        : (long) ((Gauge<?>) metric).getValue();
  }

  private final class TaskGroup extends UnregisteredTaskMetricGroup {

    @Override
    public InternalOperatorMetricGroup getOrAddOperator(
        final OperatorID id, final String name, final Map<String, String> variables) {
      return group;
    }
  }
}
