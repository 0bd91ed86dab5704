package org.etwflow.benchmark;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** C compiler of the host, if there is one. */
final class CCompiler {

  static final String COMMAND = "cc";

  private CCompiler() {}

  /** Whether one of the folders of a PATH contains the compiler. */
  static boolean isIn(final String path) {
    return Stream.of(path.split(Pattern.quote(File.pathSeparator)))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, COMMAND)));
  }
}
