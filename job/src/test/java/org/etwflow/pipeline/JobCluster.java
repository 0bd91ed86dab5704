package org.etwflow.pipeline;

import java.time.Duration;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
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

  /**
   * Environment of a streaming job that takes a checkpoint every 10 ms, and is restarted from the
   * last one.
   *
   * @param failures number of failures after which it is restarted
   */
  public StreamExecutionEnvironment restartingEnvironment(
      final int parallelism, final int failures) {
    final Configuration configuration = new Configuration();
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(10));
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, failures);
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(1));
    final StreamExecutionEnvironment environment =
        environment(RuntimeExecutionMode.STREAMING, parallelism);
    environment.configure(configuration);
    return environment;
  }
}
