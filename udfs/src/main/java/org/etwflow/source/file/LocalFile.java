package org.etwflow.source.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.FSDataInputStream;

/**
 * Conversions of names of local files. Flink's paths turn backslashes into slashes, strip blanks
 * and treat text before a colon as a scheme, unless they are created from a URI. A URI of {@link
 * Path#toUri()} preserves the bytes of a name, even if they are not valid in the JVM's encoding. So
 * local files are identified by their URI.
 */
@Internal
public final class LocalFile {

  /** Replacement character: stands for bytes that are invalid in the JVM's encoding. */
  public static final char NO_TEXT = '\uFFFD';

  /** Problem of a special file: opening a pipe would block until a writer opens it. */
  public static final String SPECIAL = "a pipe, a socket or a device, which is not opened";

  private static final int HEX = 16;
  private static final Pattern LOOKS_LIKE_BYTE = Pattern.compile("\\\\(?=x[0-9A-F]{2})");

  private LocalFile() {}

  /** Whether a Flink path is local. */
  public static boolean isLocal(final org.apache.flink.core.fs.Path path) {
    final String scheme = path.toUri().getScheme();
    return scheme == null || scheme.equals("file");
  }

  /** Converts a Flink path to a local file. */
  public static Path of(final org.apache.flink.core.fs.Path path) {
    final URI uri = path.toUri();
    return uri.getScheme() == null || uri.getAuthority() != null
        ? Path.of(uri.getPath())
        : Path.of(uri);
  }

  /** Converts a local file to a Flink path. */
  public static org.apache.flink.core.fs.Path flinkPath(final Path file) {
    return new org.apache.flink.core.fs.Path(file.toUri());
  }

  /**
   * Opens a local file.
   *
   * @throws IOException with a message to be appended to the file's name
   */
  static FSDataInputStream open(final Path file) throws IOException {
    return LocalFileStream.open(file);
  }

  /** Cause of a failed access to a file, to be appended to the file's name. */
  public static String reason(final IOException failure) {
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof NoSuchFileException) {
      return "it does not exist any more";
    }
    final boolean isWithName = failure instanceof FileSystemException;
    final String reason =
        isWithName ? ((FileSystemException) failure).getReason() : failure.getMessage();
    return reason == null ? failure.getClass().getSimpleName() : reason;
  }

  /**
   * Name of a local file for rows and messages: unchanged if it is valid in the JVM's encoding,
   * otherwise decoded as UTF-8, with invalid bytes as {@code \xFF}.
   */
  public static String name(final Path file) {
    final String name = file.toString();
    return name.indexOf(NO_TEXT) < 0 ? text(name) : asUtf8(bytes(file));
  }

  /** Escapes backslashes of text that looks like an escaped byte. */
  private static String text(final CharSequence text) {
    return LOOKS_LIKE_BYTE.matcher(text).replaceAll("\\\\x5C");
  }

  private static ByteBuffer bytes(final Path file) {
    final String escaped = file.toUri().getRawPath();
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream(escaped.length());
    for (int i = 0; i < escaped.length(); i++) {
      if (escaped.charAt(i) == '%') {
        bytes.write(Integer.parseInt(escaped, i + 1, i + 3, HEX));
        i += 2;
      } else {
        bytes.write(escaped.charAt(i));
      }
    }
    return ByteBuffer.wrap(bytes.toByteArray());
  }

  private static String asUtf8(final ByteBuffer bytes) {
    final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    final CharBuffer decoded = CharBuffer.allocate(bytes.remaining());
    final StringBuilder name = new StringBuilder();
    CoderResult result;
    do {
      result = decoder.decode(bytes, decoded, true);
      name.append(text(decoded.flip()));
      decoded.clear();
      for (int left = result.isError() ? result.length() : 0; left > 0; left--) {
        name.append(String.format(Locale.ROOT, "\\x%02X", bytes.get()));
      }
    } while (result.isError());
    return name.toString();
  }
}
