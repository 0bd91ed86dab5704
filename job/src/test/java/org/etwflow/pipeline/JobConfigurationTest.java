package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.flink.api.common.RuntimeExecutionMode;
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

  @Test
  void objectReuse_isEnabled() {
    assertThat(environment(RuntimeExecutionMode.STREAMING).getConfig().isObjectReuseEnabled())
        .isTrue();
  }
}
