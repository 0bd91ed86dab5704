package org.etwflow.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.etwflow.sink.RowFormat;

/**
 * Where the rows go.
 *
 * @param folder as it was given
 * @param format of the rows
 * @param withEvents whether the sends themselves go there, too
 */
record Output(String folder, RowFormat format, boolean withEvents) {

  static final String FLOWS = "flows";
  static final String TRACES = "traces";
  static final String LATE = "late";
  static final String EVENTS = "events";

  private List<String> kinds() {
    return withEvents ? List.of(FLOWS, TRACES, LATE, EVENTS) : List.of(FLOWS, TRACES, LATE);
  }

  /** Of one kind of rows: the folder of its parts on a cluster. */
  Path partsFolder(final String rows) {
    return new Path(new Path(folder), rows);
  }

  /** Of one kind of rows: its file on one machine. */
  java.nio.file.Path file(final String rows) {
    return java.nio.file.Path.of(folder, rows + '.' + format.extension());
  }

  /** Its folder on one machine, which is there then. */
  java.nio.file.Path createLocalFolder() throws WrongInputException {
    if (folder.contains("://")) {
      throw new WrongInputException(
          "--output: '%s' is no local folder: to write there, submit the job to a cluster"
              .formatted(folder));
    }
    try {
      final java.nio.file.Path local = Files.createDirectories(java.nio.file.Path.of(folder));
      if (!Files.isWritable(local)) {
        throw new AccessDeniedException(folder);
      }
      return local;
    } catch (final IOException e) {
      throw new WrongInputException("--output: cannot write into '%s': %s".formatted(folder, e), e);
    }
  }

  /** Part files of two runs in one folder would be taken for rows of one. */
  void checkHoldsNoParts() throws WrongInputException, IOException {
    for (final String rows : kinds()) {
      final Path parts = partsFolder(rows);
      final FileSystem fileSystem = parts.getFileSystem();
      if (fileSystem.exists(parts) && holdsFiles(fileSystem.listStatus(parts))) {
        throw new WrongInputException(
            "--output: %s holds rows of an earlier run: name another folder, or remove it"
                .formatted(parts));
      }
    }
  }

  /** Hidden ones are what a run that failed had not finished. */
  private static boolean holdsFiles(final FileStatus[] files) {
    return Arrays.stream(files).anyMatch(file -> !file.getPath().getName().startsWith("."));
  }

  /** For a person. */
  String whereOnOneMachine() {
    return kinds().stream().map(rows -> file(rows).toString()).collect(Collectors.joining(", "));
  }

  /** For a person. */
  String whereOnCluster() {
    return kinds().stream()
        .map(rows -> partsFolder(rows).toString())
        .collect(Collectors.joining(", "));
  }
}
