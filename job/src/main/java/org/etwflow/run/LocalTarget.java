package org.etwflow.run;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.concurrent.FutureUtils;
import org.jspecify.annotations.Nullable;

/** A cluster inside this process, for one job whose rows stay in memory. */
final class LocalTarget implements ExecutionTarget {

  private final Configuration configuration;
  private final StreamExecutionEnvironment environment;
  private final List<RowQueue<?>> queues = new ArrayList<>();
  private final RunFolder folder;
  private @Nullable LocalCluster cluster;

  /**
   * Creates a target for one job.
   *
   * @param configuration configuration of the cluster and the job
   * @param folder folder of temporary files, closed by the caller
   */
  LocalTarget(final Configuration configuration, final RunFolder folder) {
    this.configuration = configuration;
    this.folder = folder;
    this.environment = StreamExecutionEnvironment.createLocalEnvironment(configuration);
  }

  @Override
  public StreamExecutionEnvironment environment() {
    return environment;
  }

  /** Adds a sink with the parallelism of the rows, so that it is chained to their operator. */
  @Override
  public <T> CloseableIterator<T> collect(final DataStream<T> rows, final String name) {
    final RowQueue<T> queue = RowQueue.open();
    queues.add(queue);
    rows.sinkTo(new RowQueueSink<>(queue.id()))
        .setParallelism(rows.getParallelism())
        .name(name)
        .uid(name);
    return queue;
  }

  @Override
  public JobClient submit(final String jobName) throws Exception {
    final StreamGraph graph = environment.getStreamGraph();
    graph.setJobName(jobName);
    graph.setSavepointRestoreSettings(SavepointRestoreSettings.fromConfiguration(configuration));
    cluster = LocalCluster.start(configuration, folder.path());
    final JobClient client = cluster.submit(graph);
    FutureUtils.assertNoException(client.getJobExecutionResult().handle(this::endRows));
    return client;
  }

  private @Nullable Void endRows(
      final @Nullable JobExecutionResult result, final @Nullable Throwable failure) {
    queues.forEach(queue -> queue.end(failure));
    return null;
  }

  @Override
  public void close() throws Exception {
    try (LocalCluster closedLast = cluster) {
      queues.forEach(RowQueue::close);
    }
  }
}
