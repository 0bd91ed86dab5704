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
import org.etwflow.sink.RowFormat;
import org.etwflow.source.file.LocalFile;

/**
 * The folder that a run writes its rows into.
 *
 * @param folder path or URI, as the user gave it
 * @param layout format and columns of the rows
 * @param withEvents whether the events themselves are written, too
 * @param overwrite whether files of an earlier run are replaced
 */
public record OutputFolder(String folder, RowLayout layout, boolean withEvents, boolean overwrite)
    implements Output {

  static final String FLOWS = "flows";
  static final String TRACES = "traces";
  static final String LATE = "late";
  static final String EVENTS = "events";

  private static final List<String> ALL_KINDS = List.of(FLOWS, TRACES, LATE, EVENTS);

  /** At least two letters before the colon: a single one is a drive of Windows. */
  private static final Pattern URI_START = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/.*");

  @Override
  public List<String> places() {
    return List.of(folder);
  }

  @Override
  public RowStore openHere() throws IOException, UsageException {
    return isLocal() ? LocalRows.open(this) : openOnCluster();
  }

  @Override
  public RowStore openOnCluster() throws UsageException {
    checkHoldsNoParts(this::partsFolder);
    return new RowParts(this);
  }

  private boolean isLocal() {
    return !URI_START.matcher(folder).matches() || folder.startsWith("file:");
  }

  /** The kinds of rows that the run writes. */
  List<String> kinds() {
    return withEvents ? ALL_KINDS : List.of(FLOWS, TRACES, LATE);
  }

  /** The folder of the part files of one kind of rows, on any of Flink's file systems. */
  Path partsFolder(final String kind) {
    return new Path(new Path(folder), kind);
  }

  /** The name of the file of one kind of rows, on one machine. */
  String fileName(final String kind) {
    return fileName(kind, layout.format());
  }

  private static String fileName(final String kind, final RowFormat format) {
    return kind + '.' + format.extension();
  }

  /**
   * Files that this run does not write, and that an earlier one may have written: other kinds of
   * rows, and other formats.
   */
  List<String> otherFileNames() {
    final List<String> own = kinds().stream().map(this::fileName).toList();
    return ALL_KINDS.stream()
        .flatMap(kind -> Arrays.stream(RowFormat.values()).map(format -> fileName(kind, format)))
        .filter(name -> !own.contains(name))
        .toList();
  }

  /** Creates the folder on this machine if it does not exist. */
  java.nio.file.Path createLocalFolder() throws UsageException {
    final java.nio.file.Path local = localFolder();
    // Flink's file sinks build paths from text, and read a backslash as a slash.
    if (local.toAbsolutePath().toString().indexOf('\\') >= 0) {
      throw new UsageException(
          "--output: '%s' has a backslash in its path: name another folder".formatted(folder));
    }
    if (Files.exists(local) && !Files.isDirectory(local)) {
      throw new UsageException("--output: '%s' is a file: name a folder".formatted(folder));
    }
    try {
      Files.createDirectories(local);
    } catch (final IOException e) {
      throw new UsageException(cannotWrite(LocalFile.reason(e)), e);
    }
    if (!Files.isWritable(local)) {
      throw new UsageException(cannotWrite("permission denied"));
    }
    return local;
  }

  private String cannotWrite(final String reason) {
    return "--output: cannot write into '%s': %s".formatted(folder, reason);
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
      throw new UsageException(
          "--output: '%s' is not a valid path: %s".formatted(folder, e.getReason()), e);
    } catch (final IllegalArgumentException e) {
      throw new UsageException(
          "--output: '%s' is not the URI of a local folder: write file:///path or a plain path"
              .formatted(folder),
          e);
    }
    throw new UsageException(
        "--output: '%s' is not a local folder, in which --follow keeps its state: submit the job to a"
                .formatted(folder)
            + " cluster to write there");
  }

  /** Checks that the joined files can be moved into the folder at the end of the run. */
  void checkPlaces(final java.nio.file.Path local) throws UsageException {
    for (final String kind : kinds()) {
      final java.nio.file.Path file = local.resolve(fileName(kind));
      if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new UsageException(
            "--output: '%s' is a folder, but a file of rows needs this name: name another folder"
                .formatted(file));
      }
      if (!overwrite && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new UsageException(
            "--output: '%s' exists already: name another folder, or add --overwrite"
                .formatted(file));
      }
    }
  }

  /** Checks that no folder of part files is a link to another place. */
  void checkIsNoLink(final java.nio.file.Path local) throws UsageException {
    for (final String kind : kinds()) {
      FollowState.checkIsFolder(local.resolve(kind));
    }
  }

  /**
   * Checks that no part files of another run would mix with the rows of this one.
   *
   * @param partsFolders folders by the kind of rows
   */
  void checkHoldsNoParts(final Function<String, Path> partsFolders) throws UsageException {
    if (overwrite) {
      throw new UsageException(
          "--overwrite replaces files in a local folder only: remove the folders of the earlier run");
    }
    for (final String kind : kinds()) {
      final Path parts = partsFolders.apply(kind);
      try {
        checkHoldsNoFiles(parts);
      } catch (final IOException | RuntimeException e) {
        // Clients of object stores also throw unchecked exceptions.
        throw new UsageException(
            "--output: '%s' cannot be accessed: %s".formatted(parts, e.getMessage()), e);
      }
    }
  }

  private static void checkHoldsNoFiles(final Path parts) throws UsageException, IOException {
    final FileSystem fileSystem = parts.getFileSystem();
    if (!fileSystem.exists(parts)) {
      return;
    }
    if (!fileSystem.getFileStatus(parts).isDir()) {
      throw new UsageException(
          "--output: '%s' is a file, but a folder of rows needs this name: name another folder"
              .formatted(parts));
    }
    if (holdsFiles(fileSystem.listStatus(parts))) {
      throw new UsageException(
          "--output: '%s' holds rows of an earlier run: name another folder, or remove it"
              .formatted(parts));
    }
  }

  /** Ignores hidden files: a failed run leaves its unfinished part files under such names. */
  private static boolean holdsFiles(final FileStatus[] files) {
    return Arrays.stream(files).anyMatch(file -> !file.getPath().getName().startsWith("."));
  }

  /** The paths of the joined files, for a message. */
  String joinedFiles() {
    return kinds().stream()
        .map(kind -> java.nio.file.Path.of(folder, fileName(kind)).toString())
        .collect(Collectors.joining(", "));
  }

  /**
   * The paths of the folders of part files, for a message.
   *
   * @param partsFolders folders by the kind of rows
   */
  String partsFolders(final Function<String, ?> partsFolders) {
    return kinds().stream()
        .map(kind -> partsFolders.apply(kind).toString())
        .collect(Collectors.joining(", "));
  }
}
