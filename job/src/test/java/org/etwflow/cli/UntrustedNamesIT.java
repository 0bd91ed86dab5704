package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names with terminal control characters, or that look like options. */
@Timeout(180)
class UntrustedNamesIT {

  private static final String NAME = "a\u001b]0;b\u202ec\u009bd";
  private static final String SHOWN = "a\\u001b]0;b\\u202ec\\u009bd";

  @TempDir private Path folder;

  private Path trace() throws IOException {
    final Path host = Files.createDirectory(folder.resolve(NAME));
    return Files.copy(SampleTraces.trace("damaged"), host.resolve("x.etl"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--group-by=host", "--follow --idle-timeout=1s --group-by=host"})
  void controlCharactersInNames_areShownAsCodes(final String options) throws IOException {
    final Object[] arguments = (trace() + " --host folder " + options).split(" ", -1);
    final CommandLineRun run = CommandLineRun.of(arguments);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains(SHOWN);
    assertThat(run.err()).contains("warning: ", SHOWN + "/x.etl: damaged buffer header");
    assertThat(run.out() + run.err()).doesNotContain("\u001b", "\u202e", "\u009b");
  }

  @Test
  void namesInFiles_areUnchanged() throws IOException {
    final Path output = folder.resolve("rows");
    final CommandLineRun run = CommandLineRun.of(trace(), "--output", output);

    assertThat(run.exitCode()).isZero();
    assertThat(Files.readString(output.resolve("traces.csv"))).contains(NAME + "/x.etl");
  }

  @Test
  void controlCharactersInOptions_areShownAsCodes() {
    assertThat(CommandLineRun.of(NAME + ".etl").err())
        .startsWith("etwflow: '" + SHOWN + ".etl' does not exist\n");
    assertThat(CommandLineRun.of("x.etl", "--port", "1-" + NAME).err()).doesNotContain("\u001b");
  }

  @Test
  void argumentStartingWithAtSign_isPath() throws IOException {
    final Path options = Files.writeString(folder.resolve("options"), "--help");
    final CommandLineRun run = CommandLineRun.of("@" + options);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("'@" + options + "' does not exist");
  }
}
