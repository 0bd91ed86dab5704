package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvalidOptionsTest {

  private static final String TRACE = SampleTraces.trace("desktop").toString();

  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  private static Object[] words(final String options) {
    return WORD.matcher(options)
        .results()
        .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
        .map(word -> word.equals("TRACE") ? TRACE : word)
        .toArray();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
        | Missing required parameter: 'PATH'
        TRACE --windows 1s | Unknown option: '--windows'
        TRACE --window 10 | '10' has no unit
        TRACE --window "ten seconds" | 'ten seconds' is not a duration
        TRACE --window 1ns | '1ns' is not a positive multiple of 1 ms
        TRACE --window 0s | '0s' is not a positive
        TRACE --window 400d | '400d' is longer than 366 d
        TRACE --window 99999999999999d | '99999999999999d' is longer than 366 d
        TRACE --slide 5 | '5' has no unit
        TRACE --cumulate 5x | '5x' is not a duration
        TRACE --session 0ms | '0ms' is not a positive
        TRACE --slide 3s | \
        windows of 10 s with a slide of 3 s: their length must be a multiple of the slide
        TRACE --window 1min --cumulate 7s | \
        windows of 1 min with a step of 7 s: their length must be a multiple of the step
        TRACE --window 1001s --slide 1s | at most 1,000 may overlap
        TRACE --window 1s --slide 2s | must be a multiple of the slide
        TRACE --slide 1s --cumulate 1s | --slide and --cumulate exclude each other
        TRACE --session 1s --window 10s | --session and --window exclude each other
        TRACE --session 1s --slide 1s | --session and --slide exclude each other
        TRACE --session 1s --cumulate 1s | --session and --cumulate exclude each other
        TRACE --window whole --slide 1s | --slide requires windows of a fixed length
        TRACE --window whole --cumulate 1s | --cumulate requires windows of a fixed length
        TRACE --group-by porcess | 'porcess' is not a grouping: choose one of flow, process
        TRACE --group-by processId,port | \
        'port' in 'processId,port' is not a key column: choose some of host, protocol
        TRACE --group-by processId, | '' in 'processId,' is not a key column
        TRACE --group-by remotePort/8 | 'remotePort/8': only addresses
        TRACE --group-by localAddress/40 | write localAddress/24
        TRACE --group-by host,processId | --group-by host requires --host
        TRACE --group-by subnet/33 | 'subnet/33' has no prefix length from 0 to 32
        TRACE --group-by subnet/x | 'subnet/x' has no prefix length
        TRACE --group-by subnet/24,129 | \
        'subnet/24,129' has no prefix length from 0 to 32, or to 128 for IPv6: write subnet/24 or subnet/24,64
        TRACE --group-by host | --group-by host requires --host
        TRACE --statistics core,size | \
        'size' is not a group of statistics: choose some of core, sizes
        TRACE --host " " | --host requires a name
        TRACE --count packets | \
        --count: 'packets' is not an event: choose some of tcp, udp, ipv4, ipv6, send, receive, connection, TcpIp_SendIPV4,
        TRACE --count !tcp,!SendIPV5 | --count: 'SendIPV5' is not an event
        TRACE --count "" | --count: '' is not an event
        TRACE --count udp,connection | --count: 'udp,connection' selects no event
        TRACE --count !tcp,!udp | --count: '!tcp,!udp' selects no event
        TRACE --by connectCount | --by: 'connectCount' is not selected: add --statistics connections
        TRACE --having "receiveOctetsMax > 1k" | \
        --having: 'receiveOctetsMax' is not selected: add --statistics sizes
        TRACE --top 0 | --top must be at least 1
        TRACE --top many | 'many' is not an int
        TRACE --by rank | --by: 'rank' is not a statistic: choose one of sendCount,
        TRACE --top 3 --by processId | 'processId' is not a statistic
        TRACE --by flowCount --statistics sizes | \
        --by: 'flowCount' is not selected: add --statistics distinct
        TRACE --by windowSendBitRate | \
        --by: 'windowSendBitRate' is in rows of windows only: choose flowSendBitRate, or write rows with --output
        TRACE --output x --by windowSendBitRate | --by: 'windowSendBitRate' orders rows of windows: add --top
        TRACE --output x --top 2 --window whole --by windowReceiveBitRate | \
        --by: 'windowReceiveBitRate' is in rows of windows only: choose flowReceiveBitRate
        TRACE --having "sendCount > 1 and windowSendBitRate > 1M" | \
        --having: 'windowSendBitRate' is in rows of windows only: choose flowSendBitRate
        TRACE --top 3 --session 1s | --session each flow has its own windows
        TRACE --follow --by sendCount | --by with --follow requires --top
        TRACE --parallelism 0 | --parallelism must be at least 1
        TRACE --parallelism 65 | --parallelism can be up to 64
        TRACE --mode fast | but was 'fast'
        TRACE --output x --format xml | but was 'xml'
        TRACE --format csv | --format requires --output
        TRACE --follow --format parquet | --format parquet requires --output
        TRACE --events | --events requires --output
        TRACE --follow --events | --events requires --output
        TRACE --output "" | --output requires the name of a folder
        TRACE --output file://host/x | 'file://host/x' is not the URI of a local folder
        TRACE --output hdfs:/x | 'hdfs:/x' requires a file system for hdfs: set HADOOP_CLASSPATH
        TRACE --overwrite | --overwrite requires --output
        TRACE --output x --follow --overwrite | --follow and --overwrite exclude each other
        TRACE --escape-formulas | --escape-formulas requires --output
        TRACE --output x --format jsonl --escape-formulas | --escape-formulas requires --format csv
        TRACE --output s3://rows/x | put the jar org.apache.flink:flink-s3-fs-native:
        s3://traces/x | 's3://traces/x' requires a file system for s3
        TRACE --output flaky:///rows --follow | 'flaky:///rows' is not a local folder, in which --follow
        no/such.etl | 'no/such.etl' does not exist
        no/*.etl | 'no/*.etl' matches no file
        src/main/java | 'src/main/java' holds no file named .etl
        TRACE --having "sendOctets > 5 or sendOctetsP99 > 5" --statistics distinct | \
        --having: 'sendOctetsP99' is not selected: add --statistics sizes
        TRACE --idle-timeout 1s | --idle-timeout requires --follow
        TRACE --discovery-interval 1s | --discovery-interval requires --follow
        TRACE --max-disorder 1s | --max-disorder requires --follow
        TRACE --follow --mode batch | --follow and --mode batch exclude each other
        no/such.etl --follow | 'no/such.etl' does not exist
        no/*.etl --follow | no' does not exist
        """)
  void invalidOption_exitsWith2AndInstructions(
      final @Nullable String options, final String message) {
    final CommandLineRun run = CommandLineRun.of(options == null ? new Object[0] : words(options));
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
