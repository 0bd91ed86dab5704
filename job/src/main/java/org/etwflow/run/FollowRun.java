package org.etwflow.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
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
import org.etwflow.source.config.StorageErrors;
import org.etwflow.source.discovery.TraceFinder;
import org.etwflow.source.file.LocalFile;
import org.etwflow.source.planner.SplitPlanner;
import picocli.CommandLine.ExitCode;

/**
 * A run that follows growing files. On one machine it prints rows as their windows close, or writes
 * them into a folder together with checkpoints, from which the next run resumes.
 *
 * @param settings options of the computation
 * @param parallelism number of parallel tasks
 * @param state place of the state; empty for the heap here, and for the default of a cluster
 * @param layout format and columns of the rows
 * @param output destination of the rows; without rows, they are printed
 */
public record FollowRun(
    FlowSettings settings,
    Parallelism parallelism,
    Optional<StateLocation> state,
    RowLayout layout,
    Output output) {

  /** The longest time from writing a row until it is visible in a file. */
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(5);

  /** Runs the job, or submits it, and returns the exit code. */
  public int execute(final PrintWriter out, final PrintWriter err) throws Exception {
    final StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(
            JobConfiguration.of(RuntimeExecutionMode.STREAMING));
    return environment instanceof LocalStreamEnvironment
        ? executeHere(out, err)
        : submit(environment, out);
  }

  private int executeHere(final PrintWriter out, final PrintWriter err) throws Exception {
    final int tasks = parallelism.onThisMachine();
    final Configuration configuration =
        JobConfiguration.local(RuntimeExecutionMode.STREAMING, tasks);
    stateHere().applyHere(configuration, tasks);
    try (RunFolder temporary = RunFolder.create()) {
      LocalFileSystems.load(settings.source().inputs(), output, temporary);
      checkInputs(err);
      return output instanceof OutputFolder rows
          ? write(rows, configuration, temporary, out, err)
          : print(configuration, temporary, out, err);
    }
  }

  private StateLocation stateHere() {
    return state.orElse(StateLocation.HEAP);
  }

  private void checkInputs(final PrintWriter err) throws UsageException {
    try {
      final TraceFinder finder = settings.source().finder();
      finder.checkPlaces();
      Report.printSkipped(
          finder
              .findPresent()
              .passedOver(file -> SplitPlanner.holdsTraces(file, settings.source().input())),
          err);
    } catch (final IOException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  private int print(
      final Configuration configuration,
      final RunFolder temporary,
      final PrintWriter out,
      final PrintWriter err)
      throws Exception {
    try (LocalTarget here = new LocalTarget(configuration, temporary)) {
      return print(here, out, err);
    }
  }

  private int print(final ExecutionTarget here, final PrintWriter out, final PrintWriter err)
      throws Exception {
    final FlowJob job = new FlowJob(here, settings, layout);
    final RowLines<WindowedFlow> lines =
        new RowLines<>(layout.format(), layout.flowColumns(settings));
    // Closing the rows cancels the job, unless it has ended.
    try (CloseableIterator<WindowedFlow> rows = job.statistics()) {
      final TraceWarnings warnings = new TraceWarnings(job.traces(), err);
      final JobClient client = job.submit();
      warnings.start();
      out.print(lines.header());
      while (!out.checkError() && rows.hasNext()) {
        out.print(printable(lines.line(rows.next())));
      }
      return out.checkError() ? ExitCode.SOFTWARE : awaitEnd(client, warnings, err);
    }
  }

  /** Keeps the line feed at the end, and escapes all others. */
  private static String printable(final String line) {
    return PrintableText.of(line.substring(0, line.length() - 1)) + '\n';
  }

  private int write(
      final OutputFolder rows,
      final Configuration configuration,
      final RunFolder temporary,
      final PrintWriter out,
      final PrintWriter err)
      throws Exception {
    final Path folder = rows.createLocalFolder().toAbsolutePath();
    // Held until the job has ended.
    try (FolderLock lock = FolderLock.of(folder)) {
      rows.checkIsNoLink(folder);
      final FollowState state = FollowState.in(folder, whatIsWritten());
      if (state.isNew()) {
        rows.checkHoldsNoParts(kind -> LocalFile.flinkPath(folder.resolve(kind)));
      }
      state.configure(configuration, CHECKPOINT_INTERVAL);
      out.println(
          (state.isNew() ? "Rows: " : "Resuming with the rows in ")
              + PrintableText.of(rows.partsFolders(folder::resolve)));
      if (out.checkError()) {
        return ExitCode.SOFTWARE;
      }
      final int exitCode = write(folder, configuration, temporary, err);
      for (final String kind : rows.kinds()) {
        removeUnfinished(folder.resolve(kind));
      }
      return exitCode;
    }
  }

  /**
   * The settings that rows and checkpoints depend on. How storage errors are handled may change
   * from run to run.
   */
  private String whatIsWritten() {
    return settings.withSource(settings.source().withStorageErrors(StorageErrors.DEFAULT))
        + " as "
        + layout
        + " with state on "
        + stateHere();
  }

  private int write(
      final Path folder,
      final Configuration configuration,
      final RunFolder temporary,
      final PrintWriter err)
      throws Exception {
    try (LocalTarget here = new LocalTarget(configuration, temporary)) {
      final FlowJob job = new FlowJob(here, settings, layout);
      job.addSinks(kind -> LocalFile.flinkPath(folder.resolve(kind)));
      final TraceWarnings warnings = new TraceWarnings(job.traces(), err);
      final JobClient client = job.submit();
      warnings.start();
      return awaitEnd(client, warnings, err);
    }
  }

  /** Removes part files of failed attempts: a job that has ended has finished all of its own. */
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

  private static int awaitEnd(
      final JobClient client, final TraceWarnings warnings, final PrintWriter err)
      throws Exception {
    client.getJobExecutionResult().get();
    if (warnings.areOfUnreadableTracesOnly()) {
      err.println(Report.NOTHING_READ);
      return ExitCode.SOFTWARE;
    }
    if (warnings.areOfStorageErrors()) {
      err.println(Report.FILES_SKIPPED);
      return FlowRun.SKIPPED;
    }
    return ExitCode.OK;
  }

  private int submit(final StreamExecutionEnvironment environment, final PrintWriter out)
      throws Exception {
    if (!(output instanceof OutputFolder rows)) {
      throw new UsageException("--follow on a cluster requires --output DIR");
    }
    if (environment.getConfiguration().getOptional(StateRecoveryOptions.SAVEPOINT_PATH).isEmpty()) {
      rows.checkHoldsNoParts(rows::partsFolder);
    }
    parallelism.applyTo(environment);
    state.ifPresent(chosen -> environment.configure(chosen.backend()));
    // The sinks finish files at checkpoints.
    final FlowJob job =
        new FlowJob(ClusterTarget.recovering(environment, CHECKPOINT_INTERVAL), settings, layout);
    job.addSinks(rows::partsFolder);
    out.println("Submitted as job " + job.submit().getJobID());
    return ExitCode.OK;
  }
}
