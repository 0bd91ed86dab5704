package org.etwflow.pipeline;

import java.time.Duration;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.BatchExecutionOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ResourceManagerOptions;
import org.apache.flink.configuration.TaskManagerOptions;

/** What Flink is told about running the job. */
public final class JobConfiguration {

  /**
   * More tasks than this on one machine do not make it faster, and need a gigabyte for networks.
   */
  public static final int MAX_LOCAL_PARALLELISM = 64;

  private static final MemorySize MANAGED_MEMORY = MemorySize.ofMebiBytes(8);
  private static final long NETWORK_MEBIBYTES = 64;

  private JobConfiguration() {}

  /** For any cluster. */
  public static Configuration of(final RuntimeExecutionMode mode) {
    final Configuration configuration = new Configuration();
    configuration.set(ExecutionOptions.RUNTIME_MODE, mode);
    // Buffers and partials are not changed after they were emitted; sends are, but not kept.
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    // As many tasks as were asked for: a batch of another number would spread the totals of a task
    // evenly, also over those that do not have their keys.
    configuration.set(BatchExecutionOptions.ADAPTIVE_AUTO_PARALLELISM_ENABLED, false);
    // What is keyed are partials: sorting them first takes longer than merging them.
    configuration.set(ExecutionOptions.SORT_INPUTS, false);
    configuration.set(ExecutionOptions.USE_BATCH_STATE_BACKEND, false);
    return configuration;
  }

  /** For the cluster inside this process, with this many slots. */
  public static Configuration local(final RuntimeExecutionMode mode, final int parallelism) {
    final Configuration configuration = of(mode);
    configuration.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
    configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, parallelism);
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MANAGED_MEMORY);
    // Each of the shuffles connects every task with every other one.
    final MemorySize network =
        MemorySize.ofMebiBytes(NETWORK_MEBIBYTES + (long) parallelism * parallelism / 4);
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, network);
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, network);
    // On a cluster, one request may follow another. Here, each part of a batch would wait for it.
    configuration.set(ResourceManagerOptions.REQUIREMENTS_CHECK_DELAY, Duration.ZERO);
    // Accumulators come with heartbeats: progress would move every ten seconds.
    configuration.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofMillis(500));
    return configuration;
  }
}
