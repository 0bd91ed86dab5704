package org.etwflow.benchmark;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command that checks the rows of each workload, and measures how long they take. */
@Command(
    name = "benchmark",
    mixinStandardHelpOptions = true,
    description = "Runs etwflow on generated traces, and prints time and memory.")
public final class Benchmark implements Callable<Integer> {

  private static final List<String> MODES = List.of("batch", "streaming");
  private static final List<Integer> PARALLELISMS = List.of(1, 2);

  @Option(names = "--launcher", required = true, description = "The script etwflow")
  private Path launcher;

  @Option(
      names = "--study",
      defaultValue = "KINDS",
      description = "Set of workloads: ${COMPLETION-CANDIDATES}")
  private Workload.Study study;

  @Option(names = "--scale", defaultValue = "1", description = "Factor for the sizes of traces")
  private double scale;

  @Option(names = "--runs", defaultValue = "5", description = "Number of runs per median")
  private int runs;

  @Option(
      names = "--folder",
      required = true,
      description = "Folder in which traces are generated and kept")
  private Path folder;

  @Option(
      names = "--walk",
      defaultValue = "",
      description = "Path of etlwalk.c to compare with; empty for none")
  private String walkSource;

  @Option(
      names = "--netwalk",
      defaultValue = "",
      description = "Path of netwalk.c to compare with; empty for none")
  private String netwalkSource;

  @Spec private CommandSpec spec;

  private Benchmark() {}

  /** Exits with 0 if everything was measured, 1 if a run failed or rows were wrong. */
  public static void main(final String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  private static CommandLine commandLine() {
    final CommandLine commandLine = new CommandLine(new Benchmark());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler(
        (failure, command, arguments) -> {
          if (!(failure instanceof BenchmarkException)) {
            throw failure;
          }
          command.getErr().println("benchmark: " + failure.getMessage());
          return CommandLine.ExitCode.SOFTWARE;
        });
    return commandLine;
  }

  @Override
  public Integer call() throws IOException {
    checkOptions();
    Files.createDirectories(folder);
    DiskSpace.require(folder, octetsToWrite());
    final PrintWriter out = spec.commandLine().getOut();
    final List<JobRun> jobs = jobs();
    final Map<Yardstick, Walk> walks = walks(out);
    for (final Workload workload : Workload.of(study)) {
      final Optional<Walk> walk = Optional.ofNullable(walks.get(workload.yardstick()));
      final List<Contender> contenders = new ArrayList<>(jobs);
      walk.ifPresent(contenders::add);
      final Traces traces = Traces.of(workload, scale, folder);
      out.println();
      out.println(new Exactness(jobs.get(0), walk, folder).check(traces));
      out.print(new Comparison(contenders, runs).measure(traces));
      out.flush();
    }
    return CommandLine.ExitCode.OK;
  }

  private void checkOptions() {
    if (!(scale > 0) || runs < 1) {
      throw new BenchmarkException("--scale must be greater than 0, and --runs at least 1");
    }
    if (!Files.exists(launcher)) {
      throw new BenchmarkException("'" + launcher + "' does not exist");
    }
  }

  private long octetsToWrite() {
    long traces = 0;
    long largest = 0;
    for (final Workload made :
        Workload.of(study).stream().map(Workload::traces).distinct().toList()) {
      traces += Traces.octetsToWrite(made, scale, folder);
      largest = Math.max(largest, made.octets(scale));
    }
    // Space for the rows of one workload at a time: a CSV row can be longer than a record, but
    // there are fewer.
    return traces + largest / 2;
  }

  private List<JobRun> jobs() throws IOException {
    final Path logging = JobLog.configuration(folder);
    final List<JobRun> jobs = new ArrayList<>();
    for (final String mode : MODES) {
      for (final int parallelism : PARALLELISMS) {
        jobs.add(new JobRun(launcher, logging, folder, mode, parallelism));
      }
    }
    return jobs;
  }

  private Map<Yardstick, Walk> walks(final PrintWriter out) throws IOException {
    final Map<Yardstick, Walk> walks = new EnumMap<>(Yardstick.class);
    if (!CCompiler.isIn(System.getenv("PATH"))) {
      out.println("No C compiler (cc) in the PATH: etlwalk and netwalk are not run.");
      return walks;
    }
    for (final Yardstick yardstick : Yardstick.values()) {
      final String source = yardstick == Yardstick.ETLWALK ? walkSource : netwalkSource;
      if (source.isEmpty()) {
        out.println(notRun(yardstick));
      } else {
        walks.put(yardstick, Walk.compile(yardstick, Path.of(source), folder));
      }
    }
    return walks;
  }

  private static String notRun(final Yardstick yardstick) {
    final String property = yardstick == Yardstick.ETLWALK ? "walk" : "netwalk";
    return "No -Dbenchmark.%s=/path/to/%s.c: %2$s is not run."
        .formatted(property, yardstick.program());
  }
}
