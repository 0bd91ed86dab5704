package org.etwflow.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.etwflow.traces.TraceGenerator;

/**
 * Generated traces of a workload, with their expected totals. They are kept for later runs, and for
 * other workloads that share them.
 *
 * @param folder folder with these files only
 */
record Traces(Workload workload, Path folder, List<Path> files, long octets, Totals written) {

  /** Returns the traces in a folder, which are generated if they do not exist. */
  static Traces of(final Workload workload, final double scale, final Path parent)
      throws IOException {
    final Path folder = folder(workload, scale, parent);
    final List<Path> files = files(workload, folder);
    final Path totals = totals(folder);
    if (!Files.exists(totals)) {
      Files.createDirectories(folder);
      Files.writeString(totals, generate(workload, scale, files).toString());
    }
    long octets = 0;
    for (final Path file : files) {
      octets += Files.size(file);
    }
    return new Traces(workload, folder, files, octets, Totals.parse(Files.readString(totals)));
  }

  /** Number of bytes that {@link #of} will write. */
  static long octetsToWrite(final Workload workload, final double scale, final Path parent) {
    return Files.exists(totals(folder(workload, scale, parent))) ? 0 : workload.octets(scale);
  }

  private static Path folder(final Workload workload, final double scale, final Path parent) {
    return parent.resolve(
        workload.traces().title().replace(' ', '-') + '-' + workload.octets(scale));
  }

  /** File of the totals. It is written last: if it exists, the traces are complete. */
  private static Path totals(final Path folder) {
    return folder.resolveSibling(folder.getFileName() + ".totals");
  }

  private static List<Path> files(final Workload workload, final Path folder) {
    final List<Path> files = new ArrayList<>();
    for (int machine = 0; machine < workload.files(); machine++) {
      files.add(folder.resolve(String.format(Locale.ROOT, "host-%03d.etl", machine)));
    }
    return files;
  }

  private static Totals generate(
      final Workload workload, final double scale, final List<Path> files) {
    final WrittenTotals written = new WrittenTotals(workload.yardstick(), workload.windowSeconds());
    for (int machine = 0; machine < files.size(); machine++) {
      TraceGenerator.toFileReporting(files.get(machine), machine, written, workload.options(scale));
    }
    return written.totals();
  }
}
