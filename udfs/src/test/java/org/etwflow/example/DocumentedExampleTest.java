package org.etwflow.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example as the documentation shows it. */
class DocumentedExampleTest {

  @ParameterizedTest
  @ValueSource(strings = {"../README.md", "README.md"})
  void documentation_hasTheExampleWordForWord(final String document) throws IOException {
    final String java =
        Files.readString(Path.of("src/test/java/org/etwflow/example/BytesByProcess.java"));
    final String body = java.substring(java.indexOf("    EtlSource<"), java.indexOf("  }\n}"));

    assertThat(Files.readString(Path.of(document))).contains(body.stripTrailing().stripIndent());
  }
}
