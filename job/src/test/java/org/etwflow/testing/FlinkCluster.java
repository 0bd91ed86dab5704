package org.etwflow.testing;

import static org.junit.jupiter.api.extension.ExtensionContext.Namespace.GLOBAL;

import java.util.List;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.util.TestStreamEnvironment;
import org.etwflow.pipeline.JobConfiguration;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A Flink cluster in this process: the same one for all test classes that have this extension. */
public final class FlinkCluster implements BeforeAllCallback {

  /** Slots of the cluster: the most parallelism that a job can have. */
  public static final int SLOTS = 8;

  private MiniCluster cluster;

  @Override
  public void beforeAll(final ExtensionContext context) {
    cluster =
        context
            .getRoot()
            .getStore(GLOBAL)
            .getOrComputeIfAbsent(FlinkCluster.class, key -> start(), MiniCluster.class);
  }

  private static MiniCluster start() {
    final MiniClusterConfiguration configuration =
        new MiniClusterConfiguration.Builder()
            .setConfiguration(JobConfiguration.local(RuntimeExecutionMode.STREAMING, SLOTS))
            .setNumSlotsPerTaskManager(SLOTS)
            .withRandomPorts()
            .build();
    final MiniCluster cluster = new MiniCluster(configuration);
    try {
      cluster.start();
    } catch (final Exception e) {
      throw new IllegalStateException(e);
    }
    return cluster;
  }

  /** For one job, configured as one of the command line's. */
  public StreamExecutionEnvironment environment(
      final RuntimeExecutionMode mode, final int parallelism) {
    return new TestStreamEnvironment(
        cluster, JobConfiguration.of(mode), parallelism, List.of(), List.of());
  }

  /** Whether a job of this cluster went on from a checkpoint. */
  public boolean wasRestored(final JobID job) throws Exception {
    return checkpoints(job).getLatestRestoredCheckpoint() != null;
  }

  /** Waits until the job that runs has completed one more checkpoint. */
  public void awaitCheckpoint() {
    try {
      final long before = completedCheckpoints();
      while (completedCheckpoints() == before) {
        Thread.sleep(5);
      }
    } catch (final Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private long completedCheckpoints() throws Exception {
    long completed = 0;
    for (final JobStatusMessage job : cluster.listJobs().get()) {
      if (!job.getJobState().isGloballyTerminalState()) {
        completed += checkpoints(job.getJobId()).getCounts().getNumberOfCompletedCheckpoints();
      }
    }
    return completed;
  }

  private CheckpointStatsSnapshot checkpoints(final JobID job) throws Exception {
    return cluster.getArchivedExecutionGraph(job).get().getCheckpointStatsSnapshot();
  }
}
