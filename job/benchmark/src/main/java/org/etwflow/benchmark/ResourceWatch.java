package org.etwflow.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/**
 * Looks at a process again and again until it ends: then nothing tells any more what it took. What
 * it did after the last look is missing.
 */
final class ResourceWatch {

  private static final double NANOS_PER_SECOND = 1e9;

  private final ProcessHandle process;
  private final Path status;
  private OptionalDouble cpu = OptionalDouble.empty();
  private OptionalDouble peak = OptionalDouble.empty();

  ResourceWatch(final ProcessHandle process) {
    this.process = process;
    this.status = Path.of("/proc", Long.toString(process.pid()), "status");
  }

  void look() {
    process
        .info()
        .totalCpuDuration()
        .ifPresent(time -> cpu = OptionalDouble.of(time.toNanos() / NANOS_PER_SECOND));
    try {
      final OptionalDouble now = ProcStatus.peak(Files.readString(status));
      if (now.isPresent()) {
        peak = now;
      }
    } catch (final IOException e) {
      // No Linux, or the process has just ended.
    }
  }

  /** Seconds of all threads; empty where the system does not tell. */
  OptionalDouble cpu() {
    return cpu;
  }

  /** Bytes of memory, the most at a time; empty where the system does not tell. */
  OptionalDouble peak() {
    return peak;
  }
}
