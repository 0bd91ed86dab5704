package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Flink configuration of the job. */
class JobConfigurationTest {

  /** Not a POJO: the field is final and has no accessors. */
  private static final class Opaque {

    private final Object content = new Object();

    @Override
    public String toString() {
      return content.toString();
    }
  }

  private static StreamExecutionEnvironment environment(final RuntimeExecutionMode mode) {
    return StreamExecutionEnvironment.getExecutionEnvironment(JobConfiguration.of(mode));
  }

  @ParameterizedTest
  @EnumSource(names = {"BATCH", "STREAMING"})
  void typeThatNeedsKryo_isRejected(final RuntimeExecutionMode mode) {
    final StreamExecutionEnvironment environment = environment(mode);

    assertThatThrownBy(() -> environment.fromData(new Opaque()).print())
        .hasStackTraceContaining("Generic types have been disabled");
  }

  @ParameterizedTest
  @EnumSource(names = {"BATCH", "STREAMING"})
  void mode_isAsConfigured(final RuntimeExecutionMode mode) {
    assertThat(JobConfiguration.of(mode).get(ExecutionOptions.RUNTIME_MODE)).isEqualTo(mode);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, JobConfiguration.MAX_LOCAL_PARALLELISM})
  void localCluster_hasOneSlotPerTask(final int parallelism) {
    assertThat(
            JobConfiguration.local(RuntimeExecutionMode.BATCH, parallelism)
                .get(TaskManagerOptions.NUM_TASK_SLOTS))
        .isEqualTo(parallelism);
  }

  private static Configuration recovery(
      final RuntimeExecutionMode mode, final Configuration cluster) {
    final Configuration client = JobConfiguration.of(mode);
    client.addAll(cluster);
    return JobConfiguration.recovery(client, Duration.ofSeconds(30));
  }

  @Test
  void clusterThatConfiguresNothing_restartsStreamingJobsFromCheckpoints() {
    assertThat(recovery(RuntimeExecutionMode.STREAMING, new Configuration()).toMap())
        .containsOnly(
            entry("execution.checkpointing.interval", "30 s"),
            entry("restart-strategy.type", "exponential-delay"),
            entry("restart-strategy.exponential-delay.attempts-before-reset-backoff", "12"));
  }

  @Test
  void clusterThatConfiguresNothing_restartsBatchJobsWithoutCheckpoints() {
    assertThat(recovery(RuntimeExecutionMode.BATCH, new Configuration()).toMap())
        .containsOnlyKeys(
            "restart-strategy.type",
            "restart-strategy.exponential-delay.attempts-before-reset-backoff");
  }

  @Test
  void recovery_ofTheCluster_isNotOverridden() {
    final Configuration cluster = new Configuration();
    cluster.setString("restart-strategy.type", "none");
    cluster.setString("execution.checkpointing.interval", "7 min");

    assertThat(recovery(RuntimeExecutionMode.STREAMING, cluster).toMap()).isEmpty();
  }

  @Test
  void objectReuse_isEnabled() {
    assertThat(environment(RuntimeExecutionMode.STREAMING).getConfig().isObjectReuseEnabled())
        .isTrue();
  }
}
