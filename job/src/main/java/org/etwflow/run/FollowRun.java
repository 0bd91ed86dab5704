package org.etwflow.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.pipeline.FlowSettings;
import org.etwflow.pipeline.JobConfiguration;
import org.etwflow.report.PrintableText;
import org.etwflow.report.Report;
import org.etwflow.report.TraceWarnings;
import org.etwflow.sink.RowLines;
import org.etwflow.source.discovery.TraceFinder;
import org.etwflow.source.file.LocalFile;
import org.etwflow.source.planner.SplitPlanner;
import picocli.CommandLine.ExitCode;

/**
 * A run that follows files, mostly without an end. On one machine rows are printed as they come, or
 * written into a folder together with the state from which the next run there goes on.
 *
 * @param settings what to compute
 * @param parallelism null for the default
 * @param layout of the rows
 * @param output where the rows go; null to print them
 */
public record FollowRun(
    FlowSettings settings, Integer parallelism, RowLayout layout, Output output) {

  /** Rows can be seen in files so long after they were written, at most. */
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(5);

  /** The exit code, after the job has ended or was submitted. */
  public int execute(final PrintWriter out, final PrintWriter err) throws Exception {
    final StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(
            JobConfiguration.of(RuntimeExecutionMode.STREAMING));
    return environment instanceof LocalStreamEnvironment
        ? executeHere(out, err)
        : submit(environment, out);
  }

  private int executeHere(final PrintWriter out, final PrintWriter err) throws Exception {
    checkPlaces(err);
    final Configuration configuration =
        JobConfiguration.local(
            RuntimeExecutionMode.STREAMING, FlowRun.localParallelism(parallelism));
    if (output != null) {
      return write(configuration, out, err);
    }
    try (LocalTarget here = new LocalTarget(configuration)) {
      return print(here, out, err);
    }
  }

  private void checkPlaces(final PrintWriter err) throws UsageException {
    try {
      TraceFinder.checkPlaces(settings.inputs());
      Report.printPassedOver(
          TraceFinder.findPresent(settings.inputs()).passedOver(SplitPlanner::holdsTraces), err);
    } catch (final IOException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  private int print(final ExecutionTarget here, final PrintWriter out, final PrintWriter err)
      throws Exception {
    final FlowJob job = new FlowJob(here, settings, layout);
    final RowLines<WindowedFlow> lines =
        new RowLines<>(layout.format(), layout.flowColumns(settings));
    // Closing cancels the job, unless it has ended.
    try (CloseableIterator<WindowedFlow> rows = job.statistics()) {
      final TraceWarnings warnings = new TraceWarnings(job.traces(), err);
      final JobClient client = job.submit();
      warnings.start();
      out.print(lines.header());
      while (!out.checkError() && rows.hasNext()) {
        out.print(printable(lines.line(rows.next())));
      }
      return out.checkError() ? ExitCode.SOFTWARE : end(client, warnings, err);
    }
  }

  /** The end of the line is the only line feed that is shown as one. */
  private static String printable(final String line) {
    return PrintableText.of(line.substring(0, line.length() - 1)) + '\n';
  }

  private int write(final Configuration configuration, final PrintWriter out, final PrintWriter err)
      throws Exception {
    final Path folder = output.createLocalFolder().toAbsolutePath();
    // Held until the job has ended.
    try (FolderLock lock = FolderLock.of(folder)) {
      output.checkIsNoLink(folder);
      final FollowState state = FollowState.in(folder, settings + " as " + layout);
      if (state.isNew()) {
        output.checkHoldsNoParts(kind -> LocalFile.flinkPath(folder.resolve(kind)));
      }
      state.configure(configuration, CHECKPOINT_INTERVAL);
      try (LocalTarget here = new LocalTarget(configuration)) {
        return write(here, folder, state.isNew(), out, err);
      }
    }
  }

  private int write(
      final ExecutionTarget here,
      final Path folder,
      final boolean isNew,
      final PrintWriter out,
      final PrintWriter err)
      throws Exception {
    final FlowJob job = new FlowJob(here, settings, layout);
    job.writeRows(kind -> LocalFile.flinkPath(folder.resolve(kind)));
    out.println(
        (isNew ? "Rows: " : "Going on with the rows in ")
            + PrintableText.of(output.wherePartsAre(folder::resolve)));
    if (out.checkError()) {
      return ExitCode.SOFTWARE;
    }
    final TraceWarnings warnings = new TraceWarnings(job.traces(), err);
    final JobClient client = job.submit();
    warnings.start();
    final int exitCode = end(client, warnings, err);
    for (final String kind : output.kinds()) {
      removeUnfinished(folder.resolve(kind));
    }
    return exitCode;
  }

  /** Part files of attempts that failed: a job that has ended has finished all of its own. */
  private static void removeUnfinished(final Path parts) throws IOException {
    if (!Files.isDirectory(parts)) {
      return;
    }
    try (DirectoryStream<Path> unfinished =
        Files.newDirectoryStream(parts, ".part-*.inprogress.*")) {
      for (final Path part : unfinished) {
        Files.delete(part);
      }
    }
  }

  private static int end(
      final JobClient client, final TraceWarnings warnings, final PrintWriter err)
      throws Exception {
    client.getJobExecutionResult().get();
    if (warnings.areOfUnreadableTracesOnly()) {
      err.println(Report.NOTHING_READ);
      return ExitCode.SOFTWARE;
    }
    return ExitCode.OK;
  }

  private int submit(final StreamExecutionEnvironment environment, final PrintWriter out)
      throws Exception {
    if (output == null) {
      throw new UsageException("--follow on a cluster needs --output DIR, where the rows go");
    }
    if (environment.getConfiguration().getOptional(StateRecoveryOptions.SAVEPOINT_PATH).isEmpty()) {
      output.checkHoldsNoParts(output::partsFolder);
    }
    if (parallelism != null) {
      environment.setParallelism(parallelism);
    }
    if (!environment.getCheckpointConfig().isCheckpointingEnabled()) {
      // Files of rows are finished at checkpoints.
      environment.enableCheckpointing(CHECKPOINT_INTERVAL.toMillis());
    }
    final FlowJob job = new FlowJob(new ClusterTarget(environment), settings, layout);
    job.writeRows(output::partsFolder);
    out.println("Submitted as job " + job.submit().getJobID());
    return ExitCode.OK;
  }
}
