package org.etwflow.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.flink.util.TimeUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** Command of {@code mvn -Pfuzz}: runs a campaign, or repeats the inputs of earlier findings. */
@Command(name = "fuzzer", sortOptions = false)
final class Fuzzer implements Callable<Integer> {

  @Option(names = "--duration", converter = DurationOption.class)
  private Duration duration;

  @Option(names = "--executions")
  private long executions;

  /** Random if empty. */
  @Option(names = "--seed")
  private String seed;

  @Option(names = "--threads")
  private int threads;

  @Option(names = "--findings")
  private Path findings;

  /** File, or folder of files, to check instead of mutated traces. */
  @Option(names = "--input")
  private String input;

  private Fuzzer() {}

  public static void main(final String[] arguments) {
    System.exit(new CommandLine(new Fuzzer()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    return input.isEmpty() ? runCampaign() : checkFiles();
  }

  private int runCampaign() throws InterruptedException {
    final long firstSeed = seed.isEmpty() ? System.nanoTime() : Long.parseLong(seed);
    System.out.printf("fuzz: seed %d%n", firstSeed);
    final FuzzCampaign campaign =
        new FuzzCampaign(
            firstSeed,
            executions,
            duration,
            threads,
            thread -> new TraceChecks("fuzz-" + thread + ".etl"),
            findings,
            System.out);
    return exitCode(campaign.run().count());
  }

  private int checkFiles() throws IOException {
    final TraceChecks checks = new TraceChecks("input.etl");
    int failures = 0;
    try (Stream<Path> files = Files.walk(Path.of(input))) {
      for (final Path file : files.filter(Files::isRegularFile).toList()) {
        try {
          checks.accept(Files.readAllBytes(file));
          System.out.printf("fuzz: %s: passes%n", file);
        } catch (final RuntimeException e) {
          System.out.printf("fuzz: %s: ", file);
          e.printStackTrace(System.out);
          failures++;
        }
      }
    }
    return exitCode(failures);
  }

  private static int exitCode(final long failures) {
    return failures == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  /** Converter for durations such as 90s, 5min or 1h. */
  static final class DurationOption implements ITypeConverter<Duration> {

    @Override
    public Duration convert(final String text) {
      return TimeUtils.parseDuration(text);
    }
  }
}
