package org.etwflow.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Running time of a job, from the log of Flink's JobManager: without the start of Java and of the
 * cluster inside the process.
 */
final class JobLog {

  private static final String CONFIGURATION = "job-log4j2.properties";
  private static final double MILLIS_PER_SECOND = 1_000;

  private static final Pattern CHANGE =
      Pattern.compile("(?m)^(\\d+) Job .* switched from state \\w+ to (\\w+)\\.$");

  private JobLog() {}

  /** Writes the Log4j configuration that logs this to standard error. */
  static Path configuration(final Path folder) throws IOException {
    final Path file = folder.resolve(CONFIGURATION);
    try (InputStream in = JobLog.class.getResourceAsStream(CONFIGURATION)) {
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }

  /** Seconds from RUNNING to FINISHED; empty if one of both is missing in the log. */
  static OptionalDouble seconds(final String log) {
    OptionalLong running = OptionalLong.empty();
    OptionalLong finished = OptionalLong.empty();
    final Matcher change = CHANGE.matcher(log);
    while (change.find()) {
      final OptionalLong at = OptionalLong.of(Long.parseLong(change.group(1)));
      if (change.group(2).equals("RUNNING")) {
        running = at;
      } else if (change.group(2).equals("FINISHED")) {
        finished = at;
      }
    }
    return running.isPresent() && finished.isPresent()
        ? OptionalDouble.of((finished.getAsLong() - running.getAsLong()) / MILLIS_PER_SECOND)
        : OptionalDouble.empty();
  }
}
