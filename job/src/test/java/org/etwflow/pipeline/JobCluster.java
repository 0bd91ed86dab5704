package org.etwflow.pipeline;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.etwflow.testing.FlinkCluster;

/** A Flink cluster in this process, configured as the one that runs the job on one machine. */
public final class JobCluster extends FlinkCluster {

  public JobCluster() {
    super(JobConfiguration.local(RuntimeExecutionMode.STREAMING, SLOTS));
  }

  /** The environment of one job, configured as one of the command line's. */
  public StreamExecutionEnvironment environment(
      final RuntimeExecutionMode mode, final int parallelism) {
    return environment(JobConfiguration.of(mode), parallelism);
  }
}
