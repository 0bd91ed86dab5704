package org.etwflow.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/**
 * Samples the resources of a process until it ends, since they are not available afterwards.
 * Resources used after the last sample are missing.
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
      // Not Linux, or the process has just ended.
    }
  }

  /** CPU seconds of all threads; empty if not available. */
  OptionalDouble cpu() {
    return cpu;
  }

  /** Largest amount of physical memory in bytes; empty if not available. */
  OptionalDouble peak() {
    return peak;
  }
}
