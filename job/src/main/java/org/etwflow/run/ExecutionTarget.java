package org.etwflow.run;

import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;

/** Executes one job, and returns its rows to this process. */
interface ExecutionTarget extends AutoCloseable {

  /** The environment that the graph of the job is built in. */
  StreamExecutionEnvironment environment();

  /**
   * Adds a sink that returns rows to this process. Call this before {@link #submit}.
   *
   * @param name name and uid of the sink
   * @return the rows, as the job emits them. The iterator ends with the job, and throws if the job
   *     has failed. Read all iterators of a job concurrently: an unread one blocks the job
   */
  <T> CloseableIterator<T> collect(DataStream<T> rows, String name);

  /** Starts the job. */
  JobClient submit(String jobName) throws Exception;

  /** Releases the resources of the job in this process, and cancels a job that runs here. */
  @Override
  void close() throws Exception;
}
