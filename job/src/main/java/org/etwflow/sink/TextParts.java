package org.etwflow.sink;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Joins text files into one, with a single header. */
final class TextParts {

  private TextParts() {}

  static void join(final List<Path> parts, final String header, final Path file)
      throws IOException {
    try (OutputStream out =
        Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      out.write(header.getBytes(StandardCharsets.UTF_8));
      for (final Path part : parts) {
        append(part, header.length(), out);
      }
    }
  }

  private static void append(final Path part, final int headerLength, final OutputStream out)
      throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(part))) {
      in.skipNBytes(headerLength);
      in.transferTo(out);
    }
  }
}
