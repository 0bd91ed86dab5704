package org.etwflow.run;

import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;

/** Where one job runs, and the way its rows come back from there. */
interface ExecutionTarget extends AutoCloseable {

  /** The environment to which the graph of the job is added. */
  StreamExecutionEnvironment environment();

  /**
   * Adds a sink that hands rows over to this process, for a call before {@link #submit}.
   *
   * @param name of the sink, and its uid
   * @return the rows as they come. It ends with the job, with an exception if the job failed. All
   *     iterators of a job are to be read side by side: one that is not read stops the job in time
   */
  <T> CloseableIterator<T> collect(DataStream<T> rows, String name);

  /** Starts the job. */
  JobClient submit(String jobName) throws Exception;

  /** Frees what this process holds of the job, which ends with it if it runs here. */
  @Override
  void close() throws Exception;
}
