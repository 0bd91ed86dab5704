package org.etwflow.pipeline;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.etwflow.testing.FlinkCluster;

/** Flink cluster in this process, configured like that of a local run. */
public final class JobCluster extends FlinkCluster {

  public JobCluster() {
    super(JobConfiguration.local(RuntimeExecutionMode.STREAMING, SLOTS));
  }

  /** Environment of one job, configured like that of the command line. */
  public StreamExecutionEnvironment environment(
      final RuntimeExecutionMode mode, final int parallelism) {
    return environment(JobConfiguration.of(mode), parallelism);
  }
}
