package org.etwflow.source.planner;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.fs.FSDataInputStream;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.Trace;
import org.etwflow.source.config.HostNaming;
import org.etwflow.source.discovery.TraceFile;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.file.TraceLocation;
import org.etwflow.source.file.TraceName;
import org.etwflow.source.file.ZipDirectory;
import org.etwflow.source.file.ZipEntry;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.SplitKind.Unreadable;
import org.etwflow.source.split.TraceRemark;

/**
 * Plans the splits of all traces in a zip archive. Each is a trace of its own, {@code
 * a.zip!kernel.etl}. Other entries are ignored.
 */
final class ArchivePlan {

  /**
   * Maximum length of a name: Flink writes split ids with a length of 16 bits, and no file system
   * has longer names.
   */
  private static final int MAX_NAME_LENGTH = 4096;

  private final TraceFile archive;
  private final HostNaming hostNaming;
  private final TraceInput input;

  /** Number of entries with the same name. */
  private final Map<String, Integer> numbers = new HashMap<>();

  private final List<EtlSplit> splits = new ArrayList<>();

  ArchivePlan(final TraceFile archive, final HostNaming hostNaming, final TraceInput input) {
    this.archive = archive;
    this.hostNaming = hostNaming;
    this.input = input;
  }

  /**
   * Returns the splits, in the order of the archive's directory.
   *
   * @throws IOException if the archive cannot be read, or contains no trace
   */
  List<EtlSplit> splits() throws IOException {
    final ZipDirectory directory;
    try (FSDataInputStream in = input.openFile(archive.path())) {
      directory = ZipDirectory.read(in, archive.size());
    }
    final boolean isOnly = directory.traces().size() == 1;
    directory.traces().forEach(entry -> add(entry, isOnly));
    if (splits.isEmpty()) {
      throw new IOException(whyNone(directory.packed()));
    }
    if (!directory.packed().isEmpty()) {
      final TraceRemark remark = TraceRemark.note(notLookedInto(directory.packed()));
      splits.set(0, splits.get(0).with(remark));
    }
    return splits;
  }

  private static String whyNone(final List<String> packed) {
    final String none = "the archive holds no file named " + TraceName.EXAMPLES;
    return packed.isEmpty() ? none : none + "; " + notLookedInto(packed);
  }

  private static String notLookedInto(final List<String> packed) {
    return "nested archives are not read: unpack it to read '"
        + shortened(packed.get(0))
        + "' (of "
        + packed.size()
        + ")";
  }

  private void add(final ZipEntry entry, final boolean isOnly) {
    final int number = numbers.merge(entry.name(), 1, Integer::sum);
    final String name =
        archive.name() + '!' + shortened(entry.name()) + (number == 1 ? "" : " (" + number + ")");
    final String host = hostNaming.hostOf(isOnly ? archive.name() : unpackedName(entry));
    try {
      final TraceLocation location = TraceLocation.in(archive.path(), entry);
      checkName(entry, number);
      entry.checkIsWithin(archive.size());
      final LogHeader header = input.readLogHeader(location, 0);
      splits.add(SplitPlanner.packed(new Trace(name, host, entry.packedSize(), header), location));
    } catch (final IOException e) {
      if (TraceName.of(entry.lastName()) == TraceName.TRACE) {
        final Trace trace = new Trace(name, host, entry.packedSize(), null);
        splits.add(EtlSplit.unreadable(trace, new Unreadable(SplitPlanner.problem(e), false)));
      }
    }
  }

  /** Path that the trace would have if the archive were unpacked into its folder. */
  private String unpackedName(final ZipEntry entry) {
    final String name = archive.name();
    return name.substring(0, name.lastIndexOf('/') + 1) + entry.name().replace('\\', '/');
  }

  private static void checkName(final ZipEntry entry, final int number) throws IOException {
    if (entry.name().length() > MAX_NAME_LENGTH) {
      throw new IOException("the name is longer than " + MAX_NAME_LENGTH + " characters");
    }
    if (number > 1) {
      throw new IOException(
          "the archive contains several files with this name: only the first is read");
    }
  }

  private static String shortened(final String name) {
    return name.length() > MAX_NAME_LENGTH ? name.substring(0, MAX_NAME_LENGTH) + "…" : name;
  }
}
