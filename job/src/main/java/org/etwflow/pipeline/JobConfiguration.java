package org.etwflow.pipeline;

import java.time.Duration;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.BatchExecutionOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.ResourceManagerOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;

/** Flink configuration of the job. */
public final class JobConfiguration {

  /** Limit on one machine: more tasks are not faster, and need a gigabyte of network memory. */
  public static final int MAX_LOCAL_PARALLELISM = 64;

  /**
   * Restarts before a job fails; the last one waits for a minute. An hour without a failure resets
   * the count. With checkpoints, Flink by default restarts forever, also if nothing changes.
   */
  private static final int MAX_RESTARTS = 12;

  private static final MemorySize MANAGED_MEMORY = MemorySize.ofMebiBytes(8);
  private static final long NETWORK_MEBIBYTES = 64;

  private JobConfiguration() {}

  /** Configuration for any cluster. */
  public static Configuration of(final RuntimeExecutionMode mode) {
    final Configuration configuration = new Configuration();
    configuration.set(ExecutionOptions.RUNTIME_MODE, mode);
    // Safe: buffers and partials are not modified after emission; events are, but no operator keeps
    // them.
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    // A batch with adaptive parallelism would distribute the totals of a task evenly, also to tasks
    // that do not own their keys.
    configuration.set(BatchExecutionOptions.ADAPTIVE_AUTO_PARALLELISM_ENABLED, false);
    // The keyed records are partials: sorting them takes longer than merging them.
    configuration.set(ExecutionOptions.SORT_INPUTS, false);
    configuration.set(ExecutionOptions.USE_BATCH_STATE_BACKEND, false);
    return configuration;
  }

  /**
   * Configuration that lets a job go on after failures, as far as that of the client does not say
   * how: Flink neither takes checkpoints by default, nor restarts a job without them.
   *
   * @param client configuration of the client, which includes that in its folder of the cluster
   * @param checkpointInterval time between two checkpoints of a streaming job
   */
  public static Configuration recovery(
      final ReadableConfig client, final Duration checkpointInterval) {
    final Configuration added = new Configuration();
    if (client.get(ExecutionOptions.RUNTIME_MODE) == RuntimeExecutionMode.STREAMING
        && client.getOptional(CheckpointingOptions.CHECKPOINTING_INTERVAL).isEmpty()) {
      added.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpointInterval);
    }
    if (client.getOptional(RestartStrategyOptions.RESTART_STRATEGY).isEmpty()) {
      added.set(
          RestartStrategyOptions.RESTART_STRATEGY,
          RestartStrategyOptions.RestartStrategyType.EXPONENTIAL_DELAY.getMainValue());
      added.set(
          RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS,
          client
              .getOptional(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS)
              .orElse(MAX_RESTARTS));
    }
    return added;
  }

  /** Configuration for the cluster inside this process, with one slot per parallel task. */
  public static Configuration local(final RuntimeExecutionMode mode, final int parallelism) {
    final Configuration configuration = of(mode);
    configuration.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
    configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, parallelism);
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MANAGED_MEMORY);
    // Each shuffle connects every task with every other task.
    final MemorySize network =
        MemorySize.ofMebiBytes(NETWORK_MEBIBYTES + (long) parallelism * parallelism / 4);
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, network);
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, network);
    // The delay lets a cluster collect requests. Here, each stage of a batch would wait for it.
    configuration.set(ResourceManagerOptions.REQUIREMENTS_CHECK_DELAY, Duration.ZERO);
    // Accumulators are sent with heartbeats: by default progress would update every ten seconds.
    configuration.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofMillis(500));
    return configuration;
  }
}
