package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HelpTest {

  @Test
  void help_listsOptionsAndExitCodes() {
    final CommandLineRun run = CommandLineRun.of("--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains(
            "--window",
            "--slide",
            "--cumulate",
            "--session",
            "--group-by",
            "--statistics",
            "--top",
            "--by",
            "--output",
            "--format",
            "--mode")
        .contains("--parallelism", "--host", "--strict", "--help", "--version")
        .contains(
            "csv, jsonl, parquet",
            "--events",
            "--overwrite",
            "--escape-formulas",
            "130",
            "141",
            "143",
            "batch, streaming",
            "subnet/N",
            "Exit codes:");
  }

  @Test
  void version_includesVersionOfFlink() {
    final CommandLineRun run = CommandLineRun.of("--version");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("etwflow ").contains("Flink 2.3.0");
  }
}
