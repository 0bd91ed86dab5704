package org.etwflow.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * etwflow, as a person starts it.
 *
 * @param jar etwflow.jar
 * @param logging configuration of {@link JobLog}
 * @param folder for what it prints
 * @param mode batch or streaming
 */
record JobRun(Path jar, Path logging, Path folder, String mode, int parallelism)
    implements Contender {

  @Override
  public String name() {
    return mode;
  }

  /** Runs it for its table alone. */
  @Override
  public Measured measure(final Traces traces) throws IOException {
    final Execution execution = Execution.of(folder, command(traces));
    final Measured whole = execution.measured();
    return new Measured(
        whole.wall(), JobLog.seconds(Files.readString(execution.err())), whole.cpu(), whole.peak());
  }

  /** Runs it for its rows. */
  void writeRows(final Traces traces, final Path output) throws IOException {
    final List<String> command = new ArrayList<>(command(traces));
    command.add("--output=" + output);
    Execution.of(folder, command);
  }

  private List<String> command(final Traces traces) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Dlog4j2.configurationFile=" + logging,
        "-jar",
        jar.toString(),
        "--mode=" + mode,
        "--parallelism=" + parallelism,
        "--window=" + traces.workload().windowSeconds() + "s",
        traces.folder().toString());
  }
}
