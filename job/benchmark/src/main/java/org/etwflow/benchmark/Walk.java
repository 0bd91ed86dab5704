package org.etwflow.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compiled yardstick.
 *
 * @param program path of the compiled program
 */
record Walk(Yardstick yardstick, Path program) implements Contender {

  private static final Pattern SECONDS = Pattern.compile("(?m): (\\d+\\.\\d+) s, \\d+ MB/s, ");

  /**
   * Compiles the program.
   *
   * @throws BenchmarkException if it does not compile
   */
  static Walk compile(final Yardstick yardstick, final Path source, final Path folder)
      throws IOException {
    if (!Files.isReadable(source)) {
      throw new BenchmarkException("cannot read " + source);
    }
    final Path program = folder.resolve(yardstick.program()).toAbsolutePath();
    Execution.of(
        folder,
        List.of(
            CCompiler.COMMAND,
            "-O3",
            "-march=native",
            "-o",
            program.toString(),
            source.toString()));
    return new Walk(yardstick, program);
  }

  @Override
  public String name() {
    return yardstick.program();
  }

  @Override
  public int parallelism() {
    return 1;
  }

  /** Counts one file after the other, and adds up the times that the program prints. */
  @Override
  public Measured measure(final Traces traces) throws IOException {
    double seconds = 0;
    for (final Path file : traces.files()) {
      final Execution execution = run(traces, file, List.of());
      seconds += seconds(Files.readString(execution.err()));
    }
    return new Measured(
        OptionalDouble.of(seconds),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  /**
   * Passes the lines of all rows. Hosts have different addresses, so that rows of different files
   * are different.
   */
  void forEachRow(final Traces traces, final Consumer<String> consumer) throws IOException {
    for (final Path file : traces.files()) {
      final Execution execution = run(traces, file, List.of("--table"));
      try (BufferedReader in = Files.newBufferedReader(execution.out())) {
        in.lines().forEach(consumer);
      }
    }
  }

  private Execution run(final Traces traces, final Path file, final List<String> options)
      throws IOException {
    final List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.add(file.toString());
    command.add(Integer.toString(traces.workload().windowSeconds()));
    command.addAll(options);
    return Execution.of(program.getParent(), command);
  }

  /**
   * Parses the time in the output of the program.
   *
   * @throws IllegalArgumentException if there is none
   */
  static double seconds(final String printed) {
    final Matcher matcher = SECONDS.matcher(printed);
    if (!matcher.find()) {
      throw new IllegalArgumentException("no time in the output of the program: " + printed);
    }
    return Double.parseDouble(matcher.group(1));
  }
}
