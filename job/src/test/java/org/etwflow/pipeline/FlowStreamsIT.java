package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.FlowColumns;
import org.etwflow.flow.window.Windowing;
import org.etwflow.sink.RowTexts;
import org.etwflow.source.config.HostNaming;
import org.etwflow.testing.TrafficTraces;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.TrafficRows;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of whole jobs over generated traces, compared with the expected rows of the generator. */
class FlowStreamsIT {

  private static final Grouping FLOW = Grouping.parse("flow");

  /** Every record header with every payload version that it supports. */
  private static final List<String> ENCODINGS =
      List.of(
          "--header=SYSTEM --payload-version=0",
          "--header=SYSTEM --payload-version=1",
          "--header=SYSTEM --payload-version=2",
          "--header=COMPACT --payload-version=0",
          "--header=COMPACT --payload-version=1",
          "--header=COMPACT --payload-version=2",
          "--header=PERFINFO --payload-version=0",
          "--header=PERFINFO --payload-version=1",
          "--header=PERFINFO --payload-version=2",
          "--header=PERFINFO --build=SERVER_2019",
          "--header=CLASSIC --payload-version=0",
          "--header=CLASSIC --payload-version=1",
          "--header=CLASSIC --payload-version=2",
          "--header=CLASSIC_EVENT --payload-version=1",
          "--header=CLASSIC_EVENT --payload-version=2",
          "--header=MANIFEST --extended-items=3");

  @RegisterExtension private static final JobCluster CLUSTER = new JobCluster();

  @TempDir private Path folder;

  private TrafficRows expected = new TrafficRows();

  private void write(final String name, final String... options) throws IOException {
    write(name, TrafficTraces.inMemory(options));
  }

  private void write(final String name, final WrittenTrace trace) throws IOException {
    Files.write(folder.resolve(name), trace.bytes());
    trace.events().forEach(expected::add);
  }

  private FlowResult run(final RuntimeExecutionMode mode, final int parallelism) throws Exception {
    return run(mode, parallelism, folder);
  }

  private static FlowResult run(
      final RuntimeExecutionMode mode, final int parallelism, final Path input) throws Exception {
    final FlowSettings settings =
        new FlowSettings(
            List.of(input.toString()),
            new HostNaming.OneMachine(),
            FLOW,
            new Windowing.Tumbling(Duration.ofSeconds(10)),
            10,
            false);
    return FlowResult.of(CLUSTER.environment(mode, parallelism), settings);
  }

  private static List<String> csv(final FlowResult result) throws IOException {
    return RowTexts.csv(FlowColumns.of(FLOW, false), result.rows());
  }

  private void assertRows(final FlowResult result) throws IOException {
    final List<String> rows = csv(result);

    assertThat(rows).hasSizeGreaterThan(1);
    assertThat(rows).containsExactlyInAnyOrderElementsOf(expected.toCsv().lines().toList());
  }

  @ParameterizedTest
  @CsvSource({
    "BATCH, 1",
    "BATCH, 2",
    "BATCH, 4",
    "STREAMING, 1",
    "STREAMING, 2",
    "STREAMING, 4",
  })
  void rows_inAnyModeAndParallelism_areExpected(
      final RuntimeExecutionMode mode, final int parallelism) throws Exception {
    write("a.etl", "--sends=3000", "--seed=1", "--idle-cpus=1");
    write("b.etl", "--sends=3000", "--seed=2", "--compressed", "--build=WINDOWS_8");
    write("c.etl", "--sends=3000", "--seed=3", "--circular=12", "--buffer-size=16K");
    write("d.etl", "--sends=3000", "--seed=1", "--header=MANIFEST", "--clock=SYSTEM_TIME");

    // The circular file has lost its oldest buffers: the last column is tested in
    // DataCompleteJobIT.
    assertThat(withoutDataComplete(csv(run(mode, parallelism))))
        .hasSizeGreaterThan(1)
        .containsExactlyInAnyOrderElementsOf(
            withoutDataComplete(expected.toCsv().lines().toList()));
  }

  private static List<String> withoutDataComplete(final List<String> rows) {
    return rows.stream().map(row -> row.substring(0, row.lastIndexOf(','))).toList();
  }

  @ParameterizedTest
  @CsvSource({"BATCH, 2", "STREAMING, 4"})
  void rows_forAnyRecordEncoding_areExpected(final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    int seed = 0;
    for (final String encoding : ENCODINGS) {
      for (final String pointerSize : List.of("4", "8")) {
        for (final String clock : List.of("QPC", "SYSTEM_TIME", "CPU_CYCLES")) {
          for (final String packing : List.of("", " --compressed")) {
            seed++;
            final String options =
                String.format(
                    Locale.ROOT,
                    "--sends=150 --buffer-size=8K %s --pointer-size=%s --clock=%s --seed=%d%s",
                    encoding,
                    pointerSize,
                    clock,
                    seed,
                    packing);
            // Version 0 is older than IPv6.
            write(
                seed + ".etl",
                encoding.contains("--payload-version=0")
                    ? TraceGenerator.inMemory(
                        (options + " --udp=0.3 --receives=0.5 --connections").split(" "))
                    : TrafficTraces.inMemory(options.split(" ")));
          }
        }
      }
    }

    assertRows(run(mode, parallelism));
  }

  @ParameterizedTest
  @CsvSource({"BATCH, 3", "STREAMING, 4"})
  void rows_ofSeveralSplits_areExpected(final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    write("large.etl", "--size=40M", "--send-share=0.05", "--idle-cpus=2");
    assertThat(Files.size(folder.resolve("large.etl"))).isGreaterThan(2 * (16 << 20));

    assertRows(run(mode, parallelism));
  }

  @ParameterizedTest
  @CsvSource({"BATCH, 2", "STREAMING, 2"})
  void damage_affectsOnlyDamagedBuffers(final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    expected = new TrafficRows(false);
    write("a.etl", "--sends=3000", "--seed=1", "--damaged-headers=5", "--buffer-size=8K");
    write(
        "b.etl",
        "--sends=3000",
        "--seed=2",
        "--damaged-packing=5",
        "--compressed",
        "--buffer-size=8K");
    write("c.etl", "--sends=3000", "--seed=3", "--damaged-records=3", "--malformed-sends=9");
    write(
        "d.etl",
        "--sends=3000",
        "--seed=4",
        "--end=TRUNCATED",
        "--lost-buffers=9",
        "--buffer-size=8K");
    write("e.etl", "--sends=3000", "--seed=5", "--end=KILLED", "--zero-tail=100K");
    Files.writeString(folder.resolve("f.etl"), "This is no trace.");

    assertRows(run(mode, parallelism));
  }

  @ParameterizedTest
  @CsvSource({"BATCH, 2", "STREAMING, 2"})
  void traceWithoutEvents_hasQualityRowOnly(final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    write("none.etl", "--sends=0");

    final FlowResult result = run(mode, parallelism);

    assertThat(result.statistics()).isEmpty();
    assertThat(result.summaries()).isEmpty();
    assertThat(result.traces())
        .singleElement()
        .matches(trace -> trace.selectedEvents() == 0 && !trace.isDamaged());
  }

  @Test
  void missingInput_failsJobWithItsName() {
    final Path absent = folder.resolve("absent");

    assertThatThrownBy(() -> run(RuntimeExecutionMode.BATCH, 1, absent))
        .hasStackTraceContaining("'%s' does not exist".formatted(absent));
  }
}
