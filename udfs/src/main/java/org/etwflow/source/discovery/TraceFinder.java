package org.etwflow.source.discovery;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.Path;
import org.etwflow.source.file.StorageException;
import org.etwflow.source.file.StorageRequests;
import org.etwflow.source.file.TraceName;
import org.jspecify.annotations.Nullable;

/**
 * Finds the trace files of inputs: a file given by name or matched by a glob, whatever its name,
 * and all files below a folder that are {@linkplain TraceName named} like traces or may hold some.
 */
@Internal
public final class TraceFinder {

  private final List<String> inputs;
  private final StorageRequests requests;

  /**
   * Creates a finder.
   *
   * @param inputs files, folders and globs on any of Flink's file systems
   * @param requests requests to file systems other than the local one
   */
  public TraceFinder(final List<String> inputs, final StorageRequests requests) {
    this.inputs = inputs;
    this.requests = requests;
  }

  /**
   * Finds the trace files of all inputs.
   *
   * @throws IOException if an input is not accessible, with a message for the console; {@link
   *     FileNotFoundException} if an input matches no file
   */
  public FoundTraces find() throws IOException {
    final FoundTraces found = new FoundTraces(requests.sharingTime());
    for (final String input : inputs) {
      final long before = found.added();
      search(input, found);
      if (found.added() == before) {
        throw new FileNotFoundException(noFileMessage(input, found.requests()));
      }
    }
    return found;
  }

  /**
   * Finds the trace files that exist now; inputs without files are accepted, since files may be
   * added.
   *
   * @throws IOException if an input is not accessible
   */
  public FoundTraces findPresent() throws IOException {
    final FoundTraces found = new FoundTraces(requests.sharingTime());
    for (final String input : inputs) {
      search(input, found);
    }
    return found;
  }

  /**
   * Checks that every input is an existing file or a folder to which files may be added.
   *
   * @throws IOException if it does not exist, with a message for the console
   */
  public void checkPlaces() throws IOException {
    for (final String input : inputs) {
      try {
        checkPlace(input);
      } catch (final StorageException e) {
        throwUnlessSkipped(e);
      }
    }
  }

  private void checkPlace(final String input) throws IOException {
    final String place =
        entry(input, requests) == null && Glob.isGlob(input) ? glob(input).baseName() : input;
    if (entry(place, requests) == null) {
      throw new FileNotFoundException("'" + place + "' does not exist");
    }
  }

  private void throwUnlessSkipped(final StorageException failure) {
    if (!requests.areErrorsSkipped()) {
      throw failure;
    }
  }

  /** Whether all inputs are files, so that none can be added. */
  public boolean areFiles() throws IOException {
    for (final String input : inputs) {
      if (!isFile(input)) {
        return false;
      }
    }
    return true;
  }

  /** An input whose file system fails may be a folder. */
  private boolean isFile(final String input) throws IOException {
    try {
      final FileEntry entry = entry(input, requests);
      return entry == null ? !Glob.isGlob(input) : !entry.isFolder();
    } catch (final StorageException e) {
      throwUnlessSkipped(e);
      return false;
    }
  }

  /** The entry of an input; null if there is none. An existing name is not treated as a glob. */
  private static @Nullable FileEntry entry(final String input, final StorageRequests requests)
      throws IOException {
    final Path path;
    try {
      path = new InputName(input).path(requests);
    } catch (final IOException e) {
      if (e.getCause() instanceof InvalidPathException && Glob.isGlob(input)) {
        return null;
      }
      throw e;
    }
    return FileListing.of(path, requests).find(path);
  }

  private static Glob glob(final String input) throws IOException {
    try {
      return Glob.of(input);
    } catch (final PatternSyntaxException e) {
      throw new IOException("'" + input + "' is not a valid glob: " + e.getDescription(), e);
    }
  }

  private static void search(final String input, final FoundTraces found) throws IOException {
    final FileEntry entry;
    try {
      entry = entry(input, found.requests());
    } catch (final StorageException e) {
      found.add(new Path(input), e);
      return;
    }
    if (entry == null) {
      if (Glob.isGlob(input)) {
        final long before = found.added();
        match(glob(input), found);
        if (Glob.isUnreadableName(input) && found.added() > before + 1) {
          throw new IOException(
              "'%s' is not valid UTF-8 and matches several files: name their folder"
                  .formatted(input));
        }
      }
    } else if (entry.isFolder()) {
      new FolderWalk(FileListing.of(entry.path(), found.requests()), found).walk(entry);
    } else {
      found.add(entry, true);
    }
  }

  private static void match(final Glob glob, final FoundTraces found) throws IOException {
    final FileEntry base = entry(glob.baseName(), found.requests());
    if (base != null && base.isFolder()) {
      new GlobWalk(glob, FileListing.of(base.path(), found.requests()), found).walk(base);
    }
  }

  private static String noFileMessage(final String input, final StorageRequests requests)
      throws IOException {
    if (entry(input, requests) != null) {
      return "'" + input + "' holds no file named " + TraceName.EXAMPLES;
    }
    return "'" + input + (Glob.isGlob(input) ? "' matches no file" : "' does not exist");
  }
}
