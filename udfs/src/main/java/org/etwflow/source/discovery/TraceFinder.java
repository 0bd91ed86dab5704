package org.etwflow.source.discovery;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.Path;
import org.etwflow.source.file.TraceName;

/**
 * Finds the trace files that inputs name. A file is taken whatever its name, and so is one that a
 * glob matches; of a folder all files below it that are {@linkplain TraceName named} like traces,
 * or may hold some.
 */
@Internal
public final class TraceFinder {

  private TraceFinder() {}

  /**
   * Finds them all.
   *
   * @param inputs files, folders and globs on any of Flink's file systems
   * @throws IOException if an input cannot be looked at, with a message for the console; an input
   *     that names nothing is a {@link FileNotFoundException}
   */
  public static FoundTraces find(final List<String> inputs) throws IOException {
    final FoundTraces found = new FoundTraces();
    for (final String input : inputs) {
      final long before = found.added();
      search(input, found);
      if (found.added() == before) {
        throw new FileNotFoundException(whyNone(input));
      }
    }
    return found;
  }

  /**
   * Finds those that are there now, which may be none: more may come.
   *
   * @throws IOException if an input cannot be looked at
   */
  public static FoundTraces findPresent(final List<String> inputs) throws IOException {
    final FoundTraces found = new FoundTraces();
    for (final String input : inputs) {
      search(input, found);
    }
    return found;
  }

  /**
   * Checks that there is something to look at: a file, or a folder where files may appear.
   *
   * @throws IOException if not, with a message for the console
   */
  public static void checkPlaces(final List<String> inputs) throws IOException {
    for (final String input : inputs) {
      final String place =
          entry(input) == null && Glob.isGlob(input) ? glob(input).baseName() : input;
      if (entry(place) == null) {
        throw new FileNotFoundException("'" + place + "' does not exist");
      }
    }
  }

  /** Whether all inputs are files, to which no others can come. */
  public static boolean areFiles(final List<String> inputs) throws IOException {
    for (final String input : inputs) {
      final FileEntry entry = entry(input);
      if (entry == null ? Glob.isGlob(input) : entry.isFolder()) {
        return false;
      }
    }
    return true;
  }

  /** What is at an input that is no glob; null if nothing is. A name that is there is no glob. */
  private static FileEntry entry(final String input) throws IOException {
    final Path path;
    try {
      path = new InputName(input).path();
    } catch (final IOException e) {
      if (e.getCause() instanceof InvalidPathException && Glob.isGlob(input)) {
        return null;
      }
      throw e;
    }
    return FileListing.of(path).find(path);
  }

  private static Glob glob(final String input) throws IOException {
    try {
      return Glob.of(input);
    } catch (final PatternSyntaxException e) {
      throw new IOException("'" + input + "' is no glob: " + e.getDescription(), e);
    }
  }

  private static void search(final String input, final FoundTraces found) throws IOException {
    final FileEntry entry = entry(input);
    if (entry == null) {
      if (Glob.isGlob(input)) {
        final long before = found.added();
        match(glob(input), found);
        if (Glob.isUnreadableName(input) && found.added() > before + 1) {
          throw new IOException(
              "'%s' has bytes that are no UTF-8 text, and several files have such a name: name"
                      .formatted(input)
                  + " their folder");
        }
      }
    } else if (entry.isFolder()) {
      new FolderWalk(FileListing.of(entry.path()), found).walk(entry);
    } else {
      found.add(entry, true);
    }
  }

  private static void match(final Glob glob, final FoundTraces found) throws IOException {
    final FileEntry base = entry(glob.baseName());
    if (base != null && base.isFolder()) {
      new GlobWalk(glob, FileListing.of(base.path()), found).walk(base);
    }
  }

  private static String whyNone(final String input) throws IOException {
    if (entry(input) != null) {
      return "'" + input + "' holds no file named " + TraceName.EXAMPLES;
    }
    return "'" + input + (Glob.isGlob(input) ? "' matches no file" : "' does not exist");
  }
}
