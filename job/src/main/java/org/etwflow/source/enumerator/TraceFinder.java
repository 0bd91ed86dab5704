package org.etwflow.source.enumerator;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.PathMatcher;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.enumerate.NonSplittingRecursiveEnumerator;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * Finds the trace files that inputs name. A file is taken whatever its name; of a directory all
 * files below it that are named like traces, hidden ones left out; of a glob all files that it
 * matches.
 */
public final class TraceFinder {

  private static final List<String> SUFFIXES = List.of(".etl", ".etl.gz", ".etl.zip");
  private static final Pattern GLOB = Pattern.compile("[*?\\[{]");

  private TraceFinder() {}

  /**
   * Finds them all, each once, in the order of their paths.
   *
   * @param inputs files, directories and globs on any of Flink's file systems
   * @throws IOException if an input cannot be looked at, with a message for a person; an input that
   *     names nothing is a {@link FileNotFoundException}
   */
  public static Collection<TraceFile> find(final List<String> inputs) throws IOException {
    final Map<String, TraceFile> found = new TreeMap<>();
    for (final String input : inputs) {
      final List<TraceFile> present = present(input);
      if (present.isEmpty()) {
        throw new FileNotFoundException(whyNone(input));
      }
      present.forEach(file -> found.put(file.name(), file));
    }
    return List.copyOf(found.values());
  }

  /**
   * Finds those that are there now, which may be none: more may come.
   *
   * @throws IOException if an input cannot be looked at
   */
  static Collection<TraceFile> findPresent(final List<String> inputs) throws IOException {
    final Map<String, TraceFile> found = new TreeMap<>();
    for (final String input : inputs) {
      present(input).forEach(file -> found.put(file.name(), file));
    }
    return List.copyOf(found.values());
  }

  /**
   * Checks that there is something to look at: a file, or a folder where files may appear.
   *
   * @throws IOException if not, with a message for a person
   */
  public static void checkPlaces(final List<String> inputs) throws IOException {
    for (final String input : inputs) {
      final Path place = isGlob(input) ? lastWithoutWildcard(path(input)) : path(input);
      if (!place.getFileSystem().exists(place)) {
        throw new FileNotFoundException("'%s' does not exist".formatted(place));
      }
    }
  }

  /** Whether all inputs are files, to which no others can come. */
  static boolean areFiles(final List<String> inputs) throws IOException {
    for (final String input : inputs) {
      if (isGlob(input) || isDirectory(path(input))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDirectory(final Path path) throws IOException {
    final FileSystem fileSystem = path.getFileSystem();
    return fileSystem.exists(path) && fileSystem.getFileStatus(path).isDir();
  }

  private static List<TraceFile> present(final String input) throws IOException {
    final Path path = path(input);
    final FileSystem fileSystem = path.getFileSystem();
    if (fileSystem.exists(path)) {
      final FileStatus status = fileSystem.getFileStatus(path);
      return status.isDir() ? inDirectory(status.getPath()) : List.of(traceFile(status));
    }
    return isGlob(input) ? matching(input, path) : List.of();
  }

  private static TraceFile traceFile(final FileStatus status) {
    return new TraceFile(status.getPath(), status.getLen(), status.getModificationTime());
  }

  private static String whyNone(final String input) throws IOException {
    final Path path = path(input);
    if (path.getFileSystem().exists(path)) {
      return "'%s' holds no file named %s".formatted(input, String.join(", ", SUFFIXES));
    }
    return (isGlob(input) ? "'%s' matches no file" : "'%s' does not exist").formatted(input);
  }

  private static boolean isGlob(final String input) {
    return GLOB.matcher(input).find();
  }

  private static Path path(final String input) throws IOException {
    try {
      return new Path(input);
    } catch (final IllegalArgumentException e) {
      throw new IOException("'%s' is no path: %s".formatted(input, e.getMessage()), e);
    }
  }

  private static List<TraceFile> inDirectory(final Path directory) throws IOException {
    return below(directory).stream().filter(TraceFinder::isNamedLikeTrace).toList();
  }

  private static boolean isNamedLikeTrace(final TraceFile file) {
    final String name = file.path().getName().toLowerCase(Locale.ROOT);
    return SUFFIXES.stream().anyMatch(name::endsWith);
  }

  private static List<TraceFile> matching(final String input, final Path relativeGlob)
      throws IOException {
    final Path glob = relativeGlob.makeQualified(relativeGlob.getFileSystem());
    final PathMatcher matcher = matcher(input, glob);
    final Path directory = lastWithoutWildcard(glob);
    return directory.getFileSystem().exists(directory)
        ? below(directory).stream().filter(file -> matches(matcher, file)).toList()
        : List.of();
  }

  /** Here, as in shells, {@code **}{@code /} also stands for no directory at all. */
  private static PathMatcher matcher(final String input, final Path glob) throws IOException {
    try {
      return FileSystems.getDefault()
          .getPathMatcher("glob:" + glob.getPath().replace("/**/", "{/**/,/}"));
    } catch (final PatternSyntaxException e) {
      throw new IOException("'%s' is no glob: %s".formatted(input, e.getDescription()), e);
    }
  }

  private static boolean matches(final PathMatcher matcher, final TraceFile file) {
    return matcher.matches(java.nio.file.Path.of(file.path().getPath()));
  }

  private static Path lastWithoutWildcard(final Path glob) {
    Path path = glob;
    while (isGlob(path.getPath())) {
      path = path.getParent();
    }
    return path;
  }

  private static List<TraceFile> below(final Path directory) throws IOException {
    final Collection<FileSourceSplit> files =
        new NonSplittingRecursiveEnumerator().enumerateSplits(new Path[] {directory}, 1);
    return files.stream()
        .map(file -> new TraceFile(file.path(), file.fileSize(), file.fileModificationTime()))
        .toList();
  }
}
