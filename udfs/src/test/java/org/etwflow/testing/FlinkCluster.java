package org.etwflow.testing;

import static org.junit.jupiter.api.extension.ExtensionContext.Namespace.GLOBAL;

import java.util.List;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.util.TestStreamEnvironment;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Flink cluster in this process, shared by all test classes with this extension. */
public class FlinkCluster implements BeforeAllCallback {

  /** Number of slots, and therefore the maximum parallelism of a job. */
  public static final int SLOTS = 8;

  private final Configuration configuration;

  private MiniCluster cluster;

  public FlinkCluster() {
    this(new Configuration());
  }

  /**
   * Creates the extension.
   *
   * @param configuration configuration of the cluster; only that of the first test class is used
   */
  protected FlinkCluster(final Configuration configuration) {
    this.configuration = configuration;
  }

  @Override
  public final void beforeAll(final ExtensionContext context) {
    cluster =
        context
            .getRoot()
            .getStore(GLOBAL)
            .getOrComputeIfAbsent(FlinkCluster.class, key -> start(), MiniCluster.class);
  }

  private MiniCluster start() {
    final MiniClusterConfiguration settings =
        new MiniClusterConfiguration.Builder()
            .setConfiguration(configuration)
            .setNumSlotsPerTaskManager(SLOTS)
            .withRandomPorts()
            .build();
    final MiniCluster cluster = new MiniCluster(settings);
    try {
      cluster.start();
    } catch (final Exception e) {
      throw new IllegalStateException(e);
    }
    return cluster;
  }

  /** Environment of one job, with its own configuration. */
  public final StreamExecutionEnvironment environment(
      final Configuration ofJob, final int parallelism) {
    return new TestStreamEnvironment(cluster, ofJob, parallelism, List.of(), List.of());
  }

  /** Whether a job of this cluster was restored from a checkpoint. */
  public final boolean wasRestored(final JobID job) throws Exception {
    return checkpoints(job).getLatestRestoredCheckpoint() != null;
  }

  /** Waits until the running job has completed one more checkpoint. */
  public final void awaitCheckpoint() {
    try {
      final long before = completedCheckpoints();
      Await.until("a checkpoint", () -> completedCheckpoints() != before);
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
