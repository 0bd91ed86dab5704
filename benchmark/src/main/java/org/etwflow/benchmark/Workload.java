package org.etwflow.benchmark;

import java.util.Locale;

/** Traces of one kind, and the windows to count them in. */
enum Workload {
  /** One busy machine for ten minutes. */
  LARGE_DESK(8, 1, 60, "--flows=2000 --cpus=8 --seconds=600"),

  DESK(2, 1, 60, "--flows=2000 --cpus=8 --seconds=600"),

  /** Many machines with 100,000 flows, and windows so short that there are rows in plenty. */
  FLEET(2, 64, 10, "--flows=1563 --cpus=8 --seconds=600"),

  /** A merged trace. */
  COMPRESSED(1, 1, 60, "--flows=2000 --cpus=8 --seconds=600 --compressed --build=WINDOWS_8"),

  /** The most that there is to count. */
  SENDS(2, 1, 60, "--flows=2000 --cpus=8 --seconds=600 --send-share=1");

  private static final long GIGABYTE = 1L << 30;

  private final long gigabytes;
  private final int files;
  private final int windowSeconds;
  private final String options;

  Workload(final long gigabytes, final int files, final int windowSeconds, final String options) {
    this.gigabytes = gigabytes;
    this.files = files;
    this.windowSeconds = windowSeconds;
    this.options = options;
  }

  /** As a person reads it. */
  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
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
