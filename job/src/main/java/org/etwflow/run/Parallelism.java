package org.etwflow.run;

import java.util.Locale;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.etwflow.pipeline.JobConfiguration;

/** Number of parallel tasks of a run. */
public sealed interface Parallelism {

  /**
   * The number on this machine.
   *
   * @throws UsageException if it is above the limit
   */
  int onThisMachine() throws UsageException;

  /** Sets the number in the environment of a cluster. */
  void applyTo(StreamExecutionEnvironment environment);

  /** One task for each processor, or the default of the cluster. */
  record Default() implements Parallelism {

    @Override
    public int onThisMachine() {
      return Math.min(
          Runtime.getRuntime().availableProcessors(), JobConfiguration.MAX_LOCAL_PARALLELISM);
    }

    @Override
    public void applyTo(final StreamExecutionEnvironment environment) {}
  }

  /**
   * A number chosen by the user.
   *
   * @param tasks at least 1
   */
  record Fixed(int tasks) implements Parallelism {

    @Override
    public int onThisMachine() throws UsageException {
      if (tasks > JobConfiguration.MAX_LOCAL_PARALLELISM) {
        throw new UsageException(
            String.format(
                Locale.ROOT,
                "--parallelism can be up to %d on one machine: submit the job to a cluster for more",
                JobConfiguration.MAX_LOCAL_PARALLELISM));
      }
      return tasks;
    }

    @Override
    public void applyTo(final StreamExecutionEnvironment environment) {
      environment.setParallelism(tasks);
    }
  }
}
