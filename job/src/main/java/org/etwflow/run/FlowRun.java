package org.etwflow.run;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.etwflow.pipeline.DamagedTraceException;
import org.etwflow.pipeline.FlowSettings;
import org.etwflow.pipeline.JobConfiguration;
import org.etwflow.report.Report;
import org.etwflow.report.RunResult;
import org.etwflow.source.discovery.FoundTraces;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.planner.SplitPlanner;
import picocli.CommandLine.ExitCode;

/**
 * A run over closed files, in this process or on the cluster that the program was submitted to.
 *
 * @param settings options of the computation
 * @param mode batch or streaming
 * @param parallelism number of parallel tasks
 * @param state place of the state; empty for the heap here, and for the default of a cluster
 * @param layout format and columns of the rows
 * @param output destination of the rows
 */
public record FlowRun(
    FlowSettings settings,
    RuntimeExecutionMode mode,
    Parallelism parallelism,
    Optional<StateLocation> state,
    RowLayout layout,
    Output output) {

  /** The most work that is repeated after a failure. */
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(30);

  /** Exit code of a run that skipped files because of errors of their file system. */
  static final int SKIPPED = 3;

  /** Runs the job, prints the report, and returns the exit code. */
  public int execute(final PrintWriter out, final PrintWriter err) throws Exception {
    final StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(JobConfiguration.of(mode));
    return environment instanceof LocalStreamEnvironment
        ? executeHere(out, err)
        : executeOnCluster(environment, out, err);
  }

  private int executeHere(final PrintWriter out, final PrintWriter err) throws Exception {
    final long start = System.nanoTime();
    try (RunFolder folder = RunFolder.create()) {
      LocalFileSystems.load(settings.source().inputs(), output, folder);
      return executeHere(folder, start, out, err);
    }
  }

  private int executeHere(
      final RunFolder folder, final long start, final PrintWriter out, final PrintWriter err)
      throws Exception {
    final FoundTraces traces = findTraces();
    final TraceInput input = settings.source().input();
    final int tasks = parallelism.onThisMachine();
    final Configuration configuration = JobConfiguration.local(mode, tasks);
    state.orElse(StateLocation.HEAP).applyHere(configuration, tasks);
    try (RowStore rows = output.openHere();
        LocalTarget here = new LocalTarget(configuration, folder)) {
      // A strict job fails at the first damaged trace, and cannot count the others.
      final FlowJob job =
          new FlowJob(here, rows.canBeDiscarded() ? settings.lenient() : settings, layout);
      rows.addSinks(job);
      final PendingResult pending = job.result();
      final JobClient client = job.submit();
      final RunResult result;
      try (Closeable progress = Progress.show(client, traces.files(), input, err)) {
        result = pending.await(client);
      }
      if (settings.strict()) {
        DamagedTraceException.throwIfAnyIsDamaged(result.traces());
      }
      rows.publish(job);
      Report.printSkipped(traces.passedOver(file -> SplitPlanner.holdsTraces(file, input)), err);
      return report(result, start, rows, out, err);
    }
  }

  private FoundTraces findTraces() throws UsageException {
    try {
      return settings.source().finder().find();
    } catch (final IOException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  private int executeOnCluster(
      final StreamExecutionEnvironment environment, final PrintWriter out, final PrintWriter err)
      throws Exception {
    final long start = System.nanoTime();
    parallelism.applyTo(environment);
    state.ifPresent(chosen -> environment.configure(chosen.backend()));
    tolerateFailedCheckpoints(environment);
    try (RowStore rows = output.openOnCluster()) {
      final FlowJob job =
          new FlowJob(ClusterTarget.recovering(environment, CHECKPOINT_INTERVAL), settings, layout);
      rows.addSinks(job);
      final PendingResult pending = job.result();
      final JobClient client = job.submit();
      if (!environment.getConfiguration().get(DeploymentOptions.ATTACHED)) {
        out.println("Submitted as job " + client.getJobID());
        return ExitCode.OK;
      }
      return report(pending.await(client), start, rows, out, err);
    }
  }

  /**
   * Lets the job go on if a checkpoint fails: one of more than 5 MB a task needs a folder, which
   * the cluster may not configure, and without checkpoints the job is right as well.
   */
  private static void tolerateFailedCheckpoints(final StreamExecutionEnvironment environment) {
    if (environment
        .getConfiguration()
        .getOptional(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER)
        .isEmpty()) {
      environment.configure(
          new Configuration()
              .set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE));
    }
  }

  private int report(
      final RunResult result,
      final long start,
      final RowStore rows,
      final PrintWriter out,
      final PrintWriter err) {
    final Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    new Report(
            settings.grouping(),
            settings.ranking().by(),
            settings.counted(),
            settings.filter(),
            layout.withHost())
        .print(result, elapsed, out, err);
    rows.printPlaces(out);
    if (!result.hasReadTrace()) {
      err.println(Report.NOTHING_READ);
      return ExitCode.SOFTWARE;
    }
    if (result.hasStorageErrors()) {
      err.println(Report.FILES_SKIPPED);
      return SKIPPED;
    }
    return ExitCode.OK;
  }
}
