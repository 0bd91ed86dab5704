package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InvalidOptionsTest {

  private static final String TRACE = SampleTraces.trace("desktop").toString();

  static Stream<Arguments> wrongOptions() {
    return Stream.of(
        wrong("Missing required parameter: 'PATH'"),
        wrong("Unknown option: '--windows'", TRACE, "--windows", "1s"),
        wrong("'10' has no unit", TRACE, "--window", "10"),
        wrong("'ten seconds' is not a duration", TRACE, "--window", "ten seconds"),
        wrong("'1ns' is not a positive multiple of 1 ms", TRACE, "--window", "1ns"),
        wrong("'0s' is not a positive", TRACE, "--window", "0s"),
        wrong("'400d' is longer than 366 d", TRACE, "--window", "400d"),
        wrong("'99999999999999d' is longer than 366 d", TRACE, "--window", "99999999999999d"),
        wrong("'5' has no unit", TRACE, "--slide", "5"),
        wrong("'5x' is not a duration", TRACE, "--cumulate", "5x"),
        wrong("'0ms' is not a positive", TRACE, "--session", "0ms"),
        wrong(
            "windows of 10 s with a slide of 3 s: their length must be a multiple of the slide",
            TRACE,
            "--slide",
            "3s"),
        wrong(
            "windows of 1 min with a step of 7 s: their length must be a multiple of the step",
            TRACE,
            "--window",
            "1min",
            "--cumulate",
            "7s"),
        wrong("at most 1,000 may overlap", TRACE, "--window", "1001s", "--slide", "1s"),
        wrong("must be a multiple of the slide", TRACE, "--window", "1s", "--slide", "2s"),
        wrong(
            "--slide and --cumulate exclude each other",
            TRACE,
            "--slide",
            "1s",
            "--cumulate",
            "1s"),
        wrong(
            "--session and --window exclude each other",
            TRACE,
            "--session",
            "1s",
            "--window",
            "10s"),
        wrong(
            "--session and --slide exclude each other", TRACE, "--session", "1s", "--slide", "1s"),
        wrong(
            "--session and --cumulate exclude each other",
            TRACE,
            "--session",
            "1s",
            "--cumulate",
            "1s"),
        wrong(
            "--slide requires windows of a fixed length",
            TRACE,
            "--window",
            "whole",
            "--slide",
            "1s"),
        wrong(
            "--cumulate requires windows of a fixed length",
            TRACE,
            "--window",
            "whole",
            "--cumulate",
            "1s"),
        wrong(
            "'porcess' is not a grouping: choose one of flow, process",
            TRACE,
            "--group-by",
            "porcess"),
        wrong(
            "'port' in 'processId,port' is not a key column: choose some of host, processId",
            TRACE,
            "--group-by",
            "processId,port"),
        wrong("'' in 'processId,' is not a key column", TRACE, "--group-by", "processId,"),
        wrong("'remotePort/8': only addresses", TRACE, "--group-by", "remotePort/8"),
        wrong("write localAddress/24", TRACE, "--group-by", "localAddress/40"),
        wrong("--group-by host requires --host", TRACE, "--group-by", "host,processId"),
        wrong("'subnet/33' has no prefix length from 0 to 32", TRACE, "--group-by", "subnet/33"),
        wrong("'subnet/x' has no prefix length", TRACE, "--group-by", "subnet/x"),
        wrong("--group-by host requires --host", TRACE, "--group-by", "host"),
        wrong(
            "'size' is not a group of statistics: choose some of core, sizes",
            TRACE,
            "--statistics",
            "core,size"),
        wrong("--host requires a name", TRACE, "--host", " "),
        wrong("--top must be at least 1", TRACE, "--top", "0"),
        wrong("'many' is not an int", TRACE, "--top", "many"),
        wrong("--by: 'rank' is not a statistic: choose one of sendCount, ", TRACE, "--by", "rank"),
        wrong("'processId' is not a statistic", TRACE, "--top", "3", "--by", "processId"),
        wrong(
            "--by: 'flowCount' is not selected: add --statistics distinct",
            TRACE,
            "--by",
            "flowCount",
            "--statistics",
            "sizes"),
        wrong("--session each flow has its own windows", TRACE, "--top", "3", "--session", "1s"),
        wrong("--by with --follow requires --top", TRACE, "--follow", "--by", "sendCount"),
        wrong("--parallelism must be at least 1", TRACE, "--parallelism", "0"),
        wrong("--parallelism can be up to 64", TRACE, "--parallelism", "65"),
        wrong("but was 'fast'", TRACE, "--mode", "fast"),
        wrong("but was 'xml'", TRACE, "--output", "x", "--format", "xml"),
        wrong("--format requires --output", TRACE, "--format", "csv"),
        wrong("--format parquet requires --output", TRACE, "--follow", "--format", "parquet"),
        wrong("--events requires --output", TRACE, "--events"),
        wrong("--events requires --output", TRACE, "--follow", "--events"),
        wrong("--output requires the name of a folder", TRACE, "--output", ""),
        wrong(
            "'file://host/x' is not the URI of a local folder", TRACE, "--output", "file://host/x"),
        wrong("'hdfs:/x' is not a local folder", TRACE, "--output", "hdfs:/x"),
        wrong("--overwrite requires --output", TRACE, "--overwrite"),
        wrong(
            "--follow and --overwrite exclude each other",
            TRACE,
            "--output",
            "x",
            "--follow",
            "--overwrite"),
        wrong("--escape-formulas requires --output", TRACE, "--escape-formulas"),
        wrong(
            "--escape-formulas requires --format csv",
            TRACE,
            "--output",
            "x",
            "--format",
            "jsonl",
            "--escape-formulas"),
        wrong("'s3://rows/x' is not a local folder", TRACE, "--output", "s3://rows/x"),
        wrong("'no/such.etl' does not exist", "no/such.etl"),
        wrong("'no/*.etl' matches no file", "no/*.etl"),
        wrong("'src/main/java' holds no file named .etl", "src/main/java"),
        wrong(
            "--having: 'sendOctetsP99' is not selected: add --statistics sizes",
            TRACE,
            "--having",
            "sendOctets > 5 or sendOctetsP99 > 5",
            "--statistics",
            "distinct"),
        wrong("--idle-timeout requires --follow", TRACE, "--idle-timeout", "1s"),
        wrong("--discovery-interval requires --follow", TRACE, "--discovery-interval", "1s"),
        wrong("--max-disorder requires --follow", TRACE, "--max-disorder", "1s"),
        wrong("--follow and --mode batch exclude each other", TRACE, "--follow", "--mode", "batch"),
        wrong("'no/such.etl' does not exist", "no/such.etl", "--follow"),
        wrong("no' does not exist", "no/*.etl", "--follow"));
  }

  private static Arguments wrong(final String message, final String... options) {
    return Arguments.of(message, options);
  }

  @ParameterizedTest
  @MethodSource("wrongOptions")
  void invalidOption_exitsWith2AndInstructions(final String message, final String[] options) {
    final CommandLineRun run =
        CommandLineRun.of(Arrays.copyOf(options, options.length, Object[].class));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("etwflow: ").contains(message).contains("--help");
    assertThat(run.err()).doesNotContain("Exception").doesNotContain("\tat ");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void outputFolderThatCannotBeCreated_isRejected(@TempDir final Path folder) throws Exception {
    final Path file = java.nio.file.Files.createFile(folder.resolve("file"));
    final CommandLineRun run = CommandLineRun.of(TRACE, "--output", file);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("is a file: name a folder").contains(file.toString());
  }

  @Test
  void misspelledOption_isAnsweredWithSuggestion() {
    assertThat(CommandLineRun.of(TRACE, "--grop-by", "flow").err()).contains("--group-by");
  }
}
