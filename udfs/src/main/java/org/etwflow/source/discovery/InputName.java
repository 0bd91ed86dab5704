package org.etwflow.source.discovery;

import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.UnsupportedFileSystemSchemeException;
import org.etwflow.source.file.LocalFile;
import org.etwflow.source.file.StorageRequests;

/**
 * The name of an input. {@code scheme://…} refers to the file system of the scheme, and so does
 * {@code scheme:/…} unless a local file has this name. Any other name is a local file in which only
 * {@code /} is special, unless Flink's configuration has another default file system.
 *
 * @param text the name as given
 */
record InputName(String text) {

  private static final Pattern FILE_URI = Pattern.compile("file:(?://[^/]*)?(/.*)", Pattern.DOTALL);
  private static final Pattern URI =
      Pattern.compile("\\p{Alpha}[\\p{Alnum}+.-]*:/(/?).*", Pattern.DOTALL);

  /**
   * The path of the input.
   *
   * @param requests requests to the file system, which completes a URI without an authority
   * @throws IOException if the name is not a valid path
   * @throws org.etwflow.source.file.StorageException if the file system failed
   */
  Path path(final StorageRequests requests) throws IOException {
    if (text.isEmpty()) {
      throw new IOException("'' is not a valid path: it is empty");
    }
    try {
      final Matcher fileUri = FILE_URI.matcher(text);
      if (fileUri.matches()) {
        return local(fileUri.group(1));
      }
      return isUri() || !isLocalByDefault() ? remote(requests) : local(text);
    } catch (final IllegalArgumentException e) {
      throw new IOException("'" + text + "' is not a valid path: " + e.getMessage(), e);
    }
  }

  private boolean isUri() {
    final Matcher uri = URI.matcher(text);
    return uri.matches() && (!uri.group(1).isEmpty() || !Files.exists(java.nio.file.Path.of(text)));
  }

  private static boolean isLocalByDefault() {
    return "file".equals(FileSystem.getDefaultFsUri().getScheme());
  }

  private Path remote(final StorageRequests requests) throws IOException {
    final Path path = new Path(text);
    try {
      return path.makeQualified(path.getFileSystem());
    } catch (final UnsupportedFileSystemSchemeException e) {
      throw e;
    } catch (final IOException | RuntimeException e) {
      // Its server may not be reachable now.
      return path.makeQualified(requests.make(path, "cannot be accessed", path::getFileSystem));
    }
  }

  private static Path local(final String name) {
    final java.nio.file.Path path = java.nio.file.Path.of(name).toAbsolutePath();
    final java.nio.file.Path normal = path.normalize();
    return LocalFile.flinkPath(isSame(path, normal) ? normal : path);
  }

  /** Whether normalizing keeps the file; it does not if {@code ..} follows a link to a folder. */
  private static boolean isSame(final java.nio.file.Path path, final java.nio.file.Path normal) {
    try {
      return Files.isSameFile(path, normal);
    } catch (final IOException e) {
      return true;
    }
  }
}
