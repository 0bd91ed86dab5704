package org.etwflow.traces;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Command that generates traces of any size; the same options give the same bytes everywhere. */
@Command(
    name = "trace-generator",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description = "Writes an .etl trace of network events and background events.")
public final class TraceGenerator implements Callable<Integer> {

  @Parameters(
      paramLabel = "OUTPUT",
      description = "File to write; with --files or --samples the folder to write to")
  private Path output;

  @Option(
      names = "--files",
      paramLabel = "N",
      defaultValue = "0",
      description = "Write the traces of N machines: host-000.etl, host-001.etl …")
  private int files;

  @Option(
      names = "--rows",
      description =
          "Also write the expected flow statistics: NAME.flows.csv, and NAME.flows.tsv with the"
              + " columns of netwalk")
  private boolean rows;

  @Option(names = "--samples", description = "Write the sample traces and their expected rows")
  private boolean samples;

  @Mixin private TraceOptions options;

  private TraceGenerator() {}

  /** Runs the command and exits with its status. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /**
   * Generates a trace in memory.
   *
   * @param options as on the command line, such as {@code "--sends=500", "--compressed"}
   * @throws IllegalArgumentException if they are not valid
   */
  public static WrittenTrace inMemory(String... options) {
    final TraceOptions parsed = parse(options);
    return WrittenTrace.of(
        parsed.session(), writer -> new MachineSimulation(parsed, 0, writer).run());
  }

  /**
   * Generates a trace in a file, in constant memory.
   *
   * @param options as on the command line
   * @throws IllegalArgumentException if they are not valid
   */
  public static void toFile(Path file, String... options) {
    final TraceOptions parsed = parse(options);
    try (TraceWriter writer = TraceWriter.create(file, parsed.session())) {
      new MachineSimulation(parsed, 0, writer).run();
    }
  }

  /**
   * Generates the trace of one of many machines in a file and reports the outcome of its sends.
   *
   * @param machine number of the machine, as in the file names of {@code --files}
   * @param sends receives each send once its outcome is final, in the order of the file
   * @param options as on the command line
   * @throws IllegalArgumentException if they are not valid
   */
  public static void toFile(
      Path file, int machine, Consumer<WrittenSend> sends, String... options) {
    generate(file, machine, TraceWriter.sendsOnly(sends), parse(options));
  }

  /**
   * Generates the trace of one of many machines in a file and reports the outcome of its network
   * events.
   *
   * @param machine number of the machine, as in the file names of {@code --files}
   * @param events receives each event once its outcome is final, in the order of the file
   * @param options as on the command line
   * @throws IllegalArgumentException if they are not valid
   */
  public static void toFileReporting(
      Path file, int machine, Consumer<WrittenEvent> events, String... options) {
    generate(file, machine, events, parse(options));
  }

  @Override
  public Integer call() throws IOException {
    if (samples) {
      SampleTraces.writeTo(output);
      return CommandLine.ExitCode.OK;
    }
    options.check();
    if (files == 0) {
      generate(output, 0);
    }
    for (int number = 0; number < files; number++) {
      Files.createDirectories(output);
      generate(output.resolve(String.format(Locale.ROOT, "host-%03d.etl", number)), number);
    }
    return CommandLine.ExitCode.OK;
  }

  private void generate(Path file, int number) throws IOException {
    if (!rows) {
      try (TraceWriter writer = TraceWriter.create(file, options.session())) {
        new MachineSimulation(options, number, writer).run();
      }
      return;
    }
    final TrafficRows expected = new TrafficRows(options.isLossless());
    generate(file, number, expected::add, options);
    Files.writeString(rowsOf(file), expected.toCsv());
    Files.writeString(sibling(file, ".flows.tsv"), expected.toTable());
  }

  private static void generate(
      Path file, int number, Consumer<WrittenEvent> events, TraceOptions options) {
    try (TraceWriter writer = TraceWriter.createReporting(file, options.session(), events)) {
      new MachineSimulation(options, number, writer).run();
    }
  }

  /** The file of a trace's expected rows: {@code NAME.flows.csv} beside {@code NAME.etl}. */
  static Path rowsOf(Path trace) {
    return sibling(trace, ".flows.csv");
  }

  private static Path sibling(Path trace, String suffix) {
    final String name = trace.getFileName().toString().replaceFirst("\\.etl$", "");
    return trace.resolveSibling(name + suffix);
  }

  private static TraceOptions parse(String... arguments) {
    final TraceOptions options = new TraceOptions();
    try {
      new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
    } catch (CommandLine.ParameterException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    options.check();
    return options;
  }

  /** The command. Exit status: 0 success, 1 a file cannot be written, 2 invalid options. */
  static CommandLine commandLine() {
    final CommandLine commandLine = new CommandLine(new TraceGenerator());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler(
        (failure, command, arguments) -> {
          command.getErr().println("trace-generator: " + failure.getMessage());
          return failure instanceof IllegalArgumentException
              ? CommandLine.ExitCode.USAGE
              : CommandLine.ExitCode.SOFTWARE;
        });
    return commandLine;
  }
}
