package org.etwflow.run;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.etwflow.source.file.LocalFile;

/**
 * Where the rows go.
 *
 * @param folder as it was given
 * @param layout of the rows
 * @param withEvents whether the sends themselves go there, too
 * @param overwrite whether files of an earlier run are replaced
 */
public record Output(String folder, RowLayout layout, boolean withEvents, boolean overwrite) {

  static final String FLOWS = "flows";
  static final String TRACES = "traces";
  static final String LATE = "late";
  static final String EVENTS = "events";

  /** A single letter before the colon is no scheme: names of folders on Windows begin so. */
  private static final Pattern URI_START = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/.*");

  /** The kinds of rows that the run writes. */
  List<String> kinds() {
    return withEvents ? List.of(FLOWS, TRACES, LATE, EVENTS) : List.of(FLOWS, TRACES, LATE);
  }

  /** Of one kind of rows: the folder of its parts on a cluster. */
  Path partsFolder(final String kind) {
    return new Path(new Path(folder), kind);
  }

  /** Of one kind of rows: the name of its file on one machine. */
  String fileName(final String kind) {
    return kind + '.' + layout.format().extension();
  }

  /** The folder on this machine, which is there then. */
  java.nio.file.Path createLocalFolder() throws UsageException {
    final java.nio.file.Path local = localFolder();
    // Flink's file sinks make paths of text, in which it is a slash.
    if (local.toAbsolutePath().toString().indexOf('\\') >= 0) {
      throw new UsageException(
          "--output: '%s' has a backslash in its path: name another folder".formatted(folder));
    }
    if (Files.exists(local) && !Files.isDirectory(local)) {
      throw new UsageException(
          "--output: '%s' is a file: name a folder for the rows".formatted(folder));
    }
    try {
      Files.createDirectories(local);
    } catch (final IOException e) {
      throw cannotWrite(LocalFile.reason(e), e);
    }
    if (!Files.isWritable(local)) {
      throw cannotWrite("it may not be written", null);
    }
    return local;
  }

  private UsageException cannotWrite(final String why, final IOException cause) {
    return new UsageException("--output: cannot write into '%s': %s".formatted(folder, why), cause);
  }

  private java.nio.file.Path localFolder() throws UsageException {
    try {
      if (!URI_START.matcher(folder).matches()) {
        return java.nio.file.Path.of(folder);
      }
      if (folder.startsWith("file:")) {
        return java.nio.file.Path.of(URI.create(folder));
      }
    } catch (final InvalidPathException e) {
      throw new UsageException("--output: '%s' is no path: %s".formatted(folder, e.getReason()), e);
    } catch (final IllegalArgumentException e) {
      throw new UsageException(
          "--output: '%s' is no URI of a local folder: write file:///path, or the path alone"
              .formatted(folder),
          e);
    }
    throw new UsageException(
        "--output: '%s' is no local folder: to write there, submit the job to a cluster"
            .formatted(folder));
  }

  /** Checks that the files of one machine can be put into their places when the run has ended. */
  void checkPlaces(final java.nio.file.Path local) throws UsageException {
    for (final String kind : kinds()) {
      final java.nio.file.Path file = local.resolve(fileName(kind));
      if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new UsageException(
            "--output: '%s' is a folder, where a file of rows is to be: name another folder"
                .formatted(file));
      }
      if (!overwrite && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new UsageException(
            "--output: '%s' exists: name another folder, or replace it with --overwrite"
                .formatted(file));
      }
    }
  }

  /** Checks that folders of parts on this machine are none that a link leads away from here. */
  void checkIsNoLink(final java.nio.file.Path local) throws UsageException {
    for (final String kind : kinds()) {
      FollowState.checkIsFolder(local.resolve(kind));
    }
  }

  /**
   * Checks that there are no part files of another run, which would be taken for rows of this one.
   *
   * @param partsFolders by the kind of rows
   */
  void checkHoldsNoParts(final Function<String, Path> partsFolders)
      throws UsageException, IOException {
    if (overwrite) {
      throw new UsageException(
          "--overwrite is for one machine: on a cluster, remove the folders of the earlier run");
    }
    for (final String kind : kinds()) {
      final Path parts = partsFolders.apply(kind);
      final FileSystem fileSystem = parts.getFileSystem();
      if (!fileSystem.exists(parts)) {
        continue;
      }
      if (!fileSystem.getFileStatus(parts).isDir()) {
        throw new UsageException(
            "--output: %s is a file, where a folder of rows is to be: name another folder"
                .formatted(parts));
      }
      if (holdsFiles(fileSystem.listStatus(parts))) {
        throw new UsageException(
            "--output: %s holds rows of an earlier run: name another folder, or remove it"
                .formatted(parts));
      }
    }
  }

  /** Hidden ones are what a run that failed had not finished. */
  private static boolean holdsFiles(final FileStatus[] files) {
    return Arrays.stream(files).anyMatch(file -> !file.getPath().getName().startsWith("."));
  }

  /** The files on one machine, for a message. */
  String whereOnOneMachine() {
    return kinds().stream()
        .map(kind -> java.nio.file.Path.of(folder, fileName(kind)).toString())
        .collect(Collectors.joining(", "));
  }

  /**
   * The folders of part files, for a message.
   *
   * @param partsFolders by the kind of rows
   */
  String wherePartsAre(final Function<String, ?> partsFolders) {
    return kinds().stream()
        .map(kind -> partsFolders.apply(kind).toString())
        .collect(Collectors.joining(", "));
  }
}
