package org.etwflow.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Run of etwflow as a user starts it.
 *
 * @param launcher the script etwflow
 * @param logging configuration of {@link JobLog}
 * @param folder folder for its output
 * @param mode batch or streaming
 */
record JobRun(Path launcher, Path logging, Path folder, String mode, int parallelism)
    implements Contender {

  @Override
  public String name() {
    return mode;
  }

  /** Runs it without output files. */
  @Override
  public Measured measure(final Traces traces) throws IOException {
    final Execution execution = execute(command(traces, traces.workload().statistics()));
    final Measured whole = execution.measured();
    return new Measured(
        whole.wall(), JobLog.seconds(Files.readString(execution.err())), whole.cpu(), whole.peak());
  }

  /** Runs it with output files, which have all columns of the yardstick. */
  void writeRows(final Traces traces, final Path output) throws IOException {
    final List<String> command =
        new ArrayList<>(command(traces, statisticsOfRows(traces.workload())));
    command.add("--output=" + output);
    command.add("--overwrite");
    execute(command);
  }

  private Execution execute(final List<String> command) throws IOException {
    return Execution.of(
        folder, command, Map.of("LOG4J_CONFIGURATION_FILE", logging.toUri().toString()));
  }

  private static String statisticsOfRows(final Workload workload) {
    return workload.statistics() + ',' + workload.yardstick().statistics();
  }

  private List<String> command(final Traces traces, final String statistics) {
    return List.of(
        launcher.toString(),
        "--mode=" + mode,
        "--parallelism=" + parallelism,
        "--statistics=" + statistics,
        "--count=" + traces.workload().yardstick().count(),
        "--window=" + traces.workload().windowSeconds() + "s",
        traces.folder().toString());
  }
}
