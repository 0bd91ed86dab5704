package org.etwflow.run;

import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;

/**
 * The cluster that the program was submitted to.
 *
 * @param environment environment of the client
 */
record ClusterTarget(StreamExecutionEnvironment environment) implements ExecutionTarget {

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
