package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A JVM takes the name of a method that is not there without a word. */
class LauncherTest {

  private static final Path LAUNCHER = Path.of("src/main/launcher/etwflow");
  private static final Pattern NOT_INLINED =
      Pattern.compile("CompileCommand=dontinline,([\\w.]+)::(\\w+)");

  @Test
  void theMethodsThatAreNotToBeInlinedExist() throws IOException {
    final List<MatchResult> methods =
        NOT_INLINED.matcher(Files.readString(LAUNCHER)).results().toList();

    assertThat(methods).isNotEmpty();
    assertThat(methods).allSatisfy(method -> assertThat(declares(method)).isTrue());
  }

  private static boolean declares(final MatchResult method) throws ClassNotFoundException {
    final Class<?> declaring =
        Class.forName(method.group(1), false, LauncherTest.class.getClassLoader());
    return Arrays.stream(declaring.getDeclaredMethods())
        .anyMatch(declared -> declared.getName().equals(method.group(2)));
  }
}
