package org.etwflow.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Kind of traces with the statistics and windows to compute. */
enum Workload {
  /** One busy host for ten minutes. */
  LARGE_DESK(Study.KINDS, 8, 1, 60, Workload.DESK_OPTIONS),

  /** The same traces with all statistics. */
  ALL_STATISTICS(LARGE_DESK, "all"),

  DESK(Study.KINDS, 2, 1, 60, Workload.DESK_OPTIONS),

  /** Many hosts with 100,000 flows in total, and short windows, for many rows. */
  FLEET(Study.KINDS, 2, 64, 10, "--flows=1563 --cpus=8 --seconds=600"),

  /** Merged trace, compressed to 1 GB. */
  COMPRESSED(Study.KINDS, 2.25, 1, 60, Workload.DESK_OPTIONS + " --compressed --build=WINDOWS_8"),

  /** Host whose network events are of all types: half of the data is received. */
  TRAFFIC(
      Yardstick.NETWALK,
      8,
      Workload.DESK_OPTIONS + " --receives=0.5 --ipv6=0.3 --udp=0.15 --connections"),

  /** Trace of sends only. */
  SENDS(Study.KINDS, 2, 1, 60, Workload.DESK_OPTIONS + " --send-share=1"),

  /** Small trace: mostly the cost of starting. */
  DESK_OF_1_MB(Study.GROWTH, 1 / 1024.0, 1, 60, Workload.DESK_OPTIONS),

  DESK_OF_256_MB(Study.GROWTH, 0.25, 1, 60, Workload.DESK_OPTIONS),
  DESK_OF_1_GB(Study.GROWTH, 1, 1, 60, Workload.DESK_OPTIONS),
  DESK_OF_4_GB(Study.GROWTH, 4, 1, 60, Workload.DESK_OPTIONS),
  DESK_OF_16_GB(Study.GROWTH, 16, 1, 60, Workload.DESK_OPTIONS),
  FLOWS_1_THOUSAND(Study.GROWTH, 1, 1, 60, "--flows=1000 --cpus=8 --seconds=600"),
  FLOWS_100_THOUSAND(Study.GROWTH, 1, 1, 60, "--flows=100000 --cpus=8 --seconds=600"),
  FLOWS_1_MILLION(Study.GROWTH, 1, 1, 60, "--flows=1000000 --cpus=8 --seconds=600");

  /** Purpose of a set of workloads. */
  enum Study {
    /** Speed for different kinds of traces. */
    KINDS,

    /** Cost of more bytes or more flows of one kind. */
    GROWTH
  }

  private static final String DESK_OPTIONS = "--flows=2000 --cpus=8 --seconds=600";
  private static final long GIGABYTE = 1L << 30;

  private final Study study;
  private final Workload traces;
  private final Yardstick yardstick;
  private final String statistics;
  private final double gigabytes;
  private final int files;
  private final int windowSeconds;
  private final String options;

  Workload(
      final Study study,
      final double gigabytes,
      final int files,
      final int windowSeconds,
      final String options) {
    this.study = study;
    this.traces = this;
    this.yardstick = Yardstick.ETLWALK;
    this.statistics = "core";
    this.gigabytes = gigabytes;
    this.files = files;
    this.windowSeconds = windowSeconds;
    this.options = options;
  }

  Workload(final Yardstick yardstick, final double gigabytes, final String options) {
    this.study = Study.KINDS;
    this.traces = this;
    this.yardstick = yardstick;
    this.statistics = "core";
    this.gigabytes = gigabytes;
    this.files = 1;
    this.windowSeconds = 60;
    this.options = options;
  }

  Workload(final Workload traces, final String statistics) {
    this.study = traces.study;
    this.traces = traces;
    this.yardstick = traces.yardstick;
    this.statistics = statistics;
    this.gigabytes = traces.gigabytes;
    this.files = traces.files;
    this.windowSeconds = traces.windowSeconds;
    this.options = traces.options;
  }

  /** Workloads of a study. */
  static List<Workload> of(final Study study) {
    return Arrays.stream(values()).filter(workload -> workload.study == study).toList();
  }

  /** Name in output. */
  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Workload whose traces are read: this one, unless it shares those of another one. */
  Workload traces() {
    return traces;
  }

  /** Program that counts the same events. */
  Yardstick yardstick() {
    return yardstick;
  }

  /** Value of etwflow's option {@code --statistics}. */
  String statistics() {
    return statistics;
  }

  int files() {
    return files;
  }

  int windowSeconds() {
    return windowSeconds;
  }

  /** Size of the records in all files in bytes, before compression. */
  long octets(final double scale) {
    return Math.round(gigabytes * GIGABYTE * scale);
  }

  /** Options of the trace generator for one of the files. */
  String[] options(final double scale) {
    return (options + " --size=" + octets(scale) / files).split(" ");
  }
}
