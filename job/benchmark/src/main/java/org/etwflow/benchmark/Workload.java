package org.etwflow.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Traces of one kind, and what to count of them in which windows. */
enum Workload {
  /** One busy machine for ten minutes. */
  LARGE_DESK(Study.KINDS, 8, 1, 60, Workload.DESK_OPTIONS),

  /** The same traces, and all that can be counted. */
  ALL_STATISTICS(LARGE_DESK, "all"),

  DESK(Study.KINDS, 2, 1, 60, Workload.DESK_OPTIONS),

  /** Many machines with 100,000 flows, and windows so short that there are rows in plenty. */
  FLEET(Study.KINDS, 2, 64, 10, "--flows=1563 --cpus=8 --seconds=600"),

  /** A merged trace, which compression leaves 1 GB of. */
  COMPRESSED(Study.KINDS, 2.25, 1, 60, Workload.DESK_OPTIONS + " --compressed --build=WINDOWS_8"),

  /** The most that there is to count. */
  SENDS(Study.KINDS, 2, 1, 60, Workload.DESK_OPTIONS + " --send-share=1"),

  /** Little more than the start. */
  DESK_OF_1_MB(Study.GROWTH, 1 / 1024.0, 1, 60, Workload.DESK_OPTIONS),

  DESK_OF_256_MB(Study.GROWTH, 0.25, 1, 60, Workload.DESK_OPTIONS),
  DESK_OF_1_GB(Study.GROWTH, 1, 1, 60, Workload.DESK_OPTIONS),
  DESK_OF_4_GB(Study.GROWTH, 4, 1, 60, Workload.DESK_OPTIONS),
  DESK_OF_16_GB(Study.GROWTH, 16, 1, 60, Workload.DESK_OPTIONS),
  FLOWS_1_THOUSAND(Study.GROWTH, 1, 1, 60, "--flows=1000 --cpus=8 --seconds=600"),
  FLOWS_100_THOUSAND(Study.GROWTH, 1, 1, 60, "--flows=100000 --cpus=8 --seconds=600"),
  FLOWS_1_MILLION(Study.GROWTH, 1, 1, 60, "--flows=1000000 --cpus=8 --seconds=600");

  /** What several workloads together are to show. */
  enum Study {
    /** How fast traces of all kinds are. */
    KINDS,

    /** What more bytes or flows of one kind cost. */
    GROWTH
  }

  private static final String DESK_OPTIONS = "--flows=2000 --cpus=8 --seconds=600";
  private static final long GIGABYTE = 1L << 30;

  private final Study study;
  private final Workload traces;
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
    this.statistics = "core";
    this.gigabytes = gigabytes;
    this.files = files;
    this.windowSeconds = windowSeconds;
    this.options = options;
  }

  Workload(final Workload traces, final String statistics) {
    this.study = traces.study;
    this.traces = traces;
    this.statistics = statistics;
    this.gigabytes = traces.gigabytes;
    this.files = traces.files;
    this.windowSeconds = traces.windowSeconds;
    this.options = traces.options;
  }

  /** Those of a study. */
  static List<Workload> of(final Study study) {
    return Arrays.stream(values()).filter(workload -> workload.study == study).toList();
  }

  /** As a person reads it. */
  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Whose traces it reads: itself, unless it shares them. */
  Workload traces() {
    return traces;
  }

  /** As etwflow's option takes them. */
  String statistics() {
    return statistics;
  }

  int files() {
    return files;
  }

  int windowSeconds() {
    return windowSeconds;
  }

  /** Bytes of records in all files, before compression. */
  long octets(final double scale) {
    return Math.round(gigabytes * GIGABYTE * scale);
  }

  /** Of the trace generator, for one of the files. */
  String[] options(final double scale) {
    return (options + " --size=" + octets(scale) / files).split(" ");
  }
}
