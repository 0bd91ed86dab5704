package org.etwflow.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CCompilerTest {

  @TempDir Path folder;

  @Test
  void compiler_inFolderOfPath_isFound() throws Exception {
    final String path = folder.resolve("none") + File.pathSeparator + folder;
    assertThat(CCompiler.isIn(path)).isFalse();

    assertThat(Files.createFile(folder.resolve("cc")).toFile().setExecutable(true)).isTrue();
    assertThat(CCompiler.isIn(path)).isTrue();
  }
}
