package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Output does not depend on the default locale. */
class LocaleIT {

  private static final Locale USUAL = Locale.getDefault();

  private static List<String> expected;

  @TempDir private Path folder;

  @BeforeAll
  static void runInNoLocale(@TempDir final Path folder) throws IOException {
    Locale.setDefault(Locale.ROOT);
    expected = everything(folder.resolve("rows"));
  }

  @AfterEach
  void restoreLocale() {
    Locale.setDefault(USUAL);
  }

  @Test
  void defaultLocale_hasOtherDigits() {
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));

    assertThat(String.format(Locale.getDefault(), "%d", 1)).isNotEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "fa-IR", "bn-BD", "tr-TR"})
  void output_inAnyLocale_isTheSame(final String language) throws IOException {
    Locale.setDefault(Locale.forLanguageTag(language));

    assertThat(everything(folder.resolve("rows"))).isEqualTo(expected);
  }

  /** Standard output of several runs, and the files of one of them. */
  private static List<String> everything(final Path output) throws IOException {
    final List<String> everything = new ArrayList<>();
    everything.addAll(run("--help"));
    everything.addAll(
        run(SampleTraces.trace("damaged"), "--by", "sendOctetsStdDev", "--statistics", "sizes"));
    everything.addAll(run(SampleTraces.trace("desktop"), "--follow", "--format", "JSONL"));
    everything.addAll(run("x.etl", "--port", "443-80"));
    everything.addAll(run("x.etl", "--slide", "1ms", "--window", "10S"));
    run(SampleTraces.FOLDER, "--mode", "BATCH", "--statistics", "all", "--output", output);
    try (Stream<Path> files = Files.list(output)) {
      for (final Path file : files.sorted().toList()) {
        everything.addAll(SampleTraces.sortedLines(file));
      }
    }
    return everything;
  }

  /** Output of a run without its duration. Printed rows are sorted, since they have no order. */
  private static List<String> run(final Object... arguments) {
    final CommandLineRun run = CommandLineRun.of(arguments);
    final String printed = run.exitCode() + "\n" + run.out() + run.err();
    return printed.replaceAll(" in [0-9]+\\.[0-9] s\\.", " in 0.0 s.").lines().sorted().toList();
  }
}
