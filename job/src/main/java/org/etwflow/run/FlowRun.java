package org.etwflow.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.etwflow.pipeline.FlowSettings;
import org.etwflow.pipeline.JobConfiguration;
import org.etwflow.report.PrintableText;
import org.etwflow.report.Report;
import org.etwflow.report.RunResult;
import org.etwflow.source.discovery.FoundTraces;
import org.etwflow.source.discovery.TraceFinder;
import org.etwflow.source.file.LocalFile;
import org.etwflow.source.planner.SplitPlanner;
import picocli.CommandLine.ExitCode;

/**
 * One run, on the cluster that it was submitted to, or on one inside this process.
 *
 * @param settings what to compute
 * @param mode batch or streaming
 * @param parallelism null for the default
 * @param layout of the rows
 * @param output where the rows go; null for nowhere
 */
public record FlowRun(
    FlowSettings settings,
    RuntimeExecutionMode mode,
    Integer parallelism,
    RowLayout layout,
    Output output) {

  /** The exit code, after all was printed. */
  public int execute(final PrintWriter out, final PrintWriter err) throws Exception {
    final StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(JobConfiguration.of(mode));
    return environment instanceof LocalStreamEnvironment
        ? executeHere(out, err)
        : executeOnCluster(environment, out, err);
  }

  private int executeHere(final PrintWriter out, final PrintWriter err) throws Exception {
    final long start = System.nanoTime();
    final FoundTraces traces = findTraces();
    final Configuration configuration = JobConfiguration.local(mode, localParallelism(parallelism));
    try (LocalRows rows = output == null ? null : LocalRows.open(output);
        LocalTarget here = new LocalTarget(configuration)) {
      final FlowJob job = new FlowJob(here, settings, layout);
      if (rows != null) {
        job.writeRows(kind -> LocalFile.flinkPath(rows.parts(kind)));
      }
      final PendingResult pending = job.result();
      final JobClient client = job.submit();
      final RunResult result;
      try (Progress progress = Progress.of(client, traces.files(), err)) {
        result = pending.await(client);
      }
      if (rows != null) {
        job.joinRows(rows);
        rows.publish();
      }
      Report.printPassedOver(traces.passedOver(SplitPlanner::holdsTraces), err);
      return report(result, start, output == null ? null : output.whereOnOneMachine(), out, err);
    }
  }

  private FoundTraces findTraces() throws UsageException {
    try {
      return TraceFinder.find(settings.inputs());
    } catch (final IOException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  /**
   * So many tasks on one machine.
   *
   * @param asked null for the default
   */
  static int localParallelism(final Integer asked) throws UsageException {
    if (asked == null) {
      return Math.min(
          Runtime.getRuntime().availableProcessors(), JobConfiguration.MAX_LOCAL_PARALLELISM);
    }
    if (asked > JobConfiguration.MAX_LOCAL_PARALLELISM) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "--parallelism can be up to %d on one machine: for more, submit the job to a cluster",
              JobConfiguration.MAX_LOCAL_PARALLELISM));
    }
    return asked;
  }

  private int executeOnCluster(
      final StreamExecutionEnvironment environment, final PrintWriter out, final PrintWriter err)
      throws Exception {
    final long start = System.nanoTime();
    if (parallelism != null) {
      environment.setParallelism(parallelism);
    }
    final FlowJob job = new FlowJob(new ClusterTarget(environment), settings, layout);
    if (output != null) {
      output.checkHoldsNoParts(output::partsFolder);
      job.writeRows(output::partsFolder);
    }
    final PendingResult pending = job.result();
    final JobClient client = job.submit();
    if (!environment.getConfiguration().get(DeploymentOptions.ATTACHED)) {
      out.println("Submitted as job " + client.getJobID());
      return ExitCode.OK;
    }
    final String where = output == null ? null : output.wherePartsAre(output::partsFolder);
    return report(pending.await(client), start, where, out, err);
  }

  private int report(
      final RunResult result,
      final long start,
      final String where,
      final PrintWriter out,
      final PrintWriter err) {
    final Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    new Report(settings.grouping(), settings.ranking().by(), layout.withHost())
        .print(result, elapsed, out, err);
    if (where != null) {
      out.println("Rows: " + PrintableText.of(where));
    }
    if (!result.couldReadSomething()) {
      err.println(Report.NOTHING_READ);
      return ExitCode.SOFTWARE;
    }
    return ExitCode.OK;
  }
}
