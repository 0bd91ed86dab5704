package org.etwflow.benchmark;

import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Content of {@code /proc/PID/status} on Linux. */
final class ProcStatus {

  private static final Pattern PEAK = Pattern.compile("(?m)^VmHWM:\\s+(\\d+) kB$");
  private static final int KILOBYTE = 1024;

  private ProcStatus() {}

  /** Largest amount of physical memory in bytes; empty for a process that has ended. */
  static OptionalDouble peak(final String status) {
    final Matcher matcher = PEAK.matcher(status);
    return matcher.find()
        ? OptionalDouble.of((double) Long.parseLong(matcher.group(1)) * KILOBYTE)
        : OptionalDouble.empty();
  }
}
