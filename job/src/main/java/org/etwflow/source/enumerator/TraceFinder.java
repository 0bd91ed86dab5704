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
      for (final TraceFile file : find(input)) {
        found.put(file.name(), file);
      }
    }
    return List.copyOf(found.values());
  }

  private static List<TraceFile> find(final String input) throws IOException {
    final Path path = path(input);
    final FileSystem fileSystem = path.getFileSystem();
    if (fileSystem.exists(path)) {
      final FileStatus status = fileSystem.getFileStatus(path);
      return status.isDir()
          ? inDirectory(input, status.getPath())
          : List.of(new TraceFile(status.getPath(), status.getLen()));
    }
    if (!GLOB.matcher(input).find()) {
      throw new FileNotFoundException("'%s' does not exist".formatted(input));
    }
    return matching(input, path);
  }

  private static Path path(final String input) throws IOException {
    try {
      return new Path(input);
    } catch (final IllegalArgumentException e) {
      throw new IOException("'%s' is no path: %s".formatted(input, e.getMessage()), e);
    }
  }

  private static List<TraceFile> inDirectory(final String input, final Path directory)
      throws IOException {
    final List<TraceFile> traces =
        below(directory).stream().filter(TraceFinder::isNamedLikeTrace).toList();
    if (traces.isEmpty()) {
      throw new FileNotFoundException(
          "'%s' holds no file named %s".formatted(input, String.join(", ", SUFFIXES)));
    }
    return traces;
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
    final List<TraceFile> traces =
        directory.getFileSystem().exists(directory)
            ? below(directory).stream().filter(file -> matches(matcher, file)).toList()
            : List.of();
    if (traces.isEmpty()) {
      throw new FileNotFoundException("'%s' matches no file".formatted(input));
    }
    return traces;
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
    while (GLOB.matcher(path.getPath()).find()) {
      path = path.getParent();
    }
    return path;
  }

  private static List<TraceFile> below(final Path directory) throws IOException {
    final Collection<FileSourceSplit> files =
        new NonSplittingRecursiveEnumerator().enumerateSplits(new Path[] {directory}, 1);
    return files.stream().map(file -> new TraceFile(file.path(), file.fileSize())).toList();
  }
}
