package org.etwflow.run;

import java.time.Duration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.etwflow.pipeline.JobConfiguration;

/**
 * The cluster that the program was submitted to.
 *
 * @param environment environment of the client
 */
record ClusterTarget(StreamExecutionEnvironment environment) implements ExecutionTarget {

  /**
   * Creates the target of a job that goes on after failures, even if the client's configuration
   * does not ask for that.
   *
   * @param checkpointInterval time between two checkpoints, unless the client configures one
   */
  static ClusterTarget recovering(
      final StreamExecutionEnvironment environment, final Duration checkpointInterval) {
    environment.configure(
        JobConfiguration.recovery(environment.getConfiguration(), checkpointInterval));
    return new ClusterTarget(environment);
  }

  @Override
  public <T> CloseableIterator<T> collect(final DataStream<T> rows, final String name) {
    return rows.collectAsync();
  }

  @Override
  public JobClient submit(final String jobName) throws Exception {
    return environment.executeAsync(jobName);
  }

  /** Does nothing: the job goes on in the cluster. */
  @Override
  public void close() {}
}
