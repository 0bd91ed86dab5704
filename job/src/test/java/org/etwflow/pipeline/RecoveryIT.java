package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.GlobalWindows;
import org.apache.flink.util.CloseableIterator;
import org.assertj.core.groups.Tuple;
import org.etwflow.event.SendColumns;
import org.etwflow.event.SendIPV4;
import org.etwflow.event.SendIPV4Schema;
import org.etwflow.event.SendRow;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.FlowColumns;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.flow.window.Windowing;
import org.etwflow.quality.TraceQuality;
import org.etwflow.sink.RowFiles;
import org.etwflow.sink.RowFormat;
import org.etwflow.sink.RowTexts;
import org.etwflow.sink.StoredRows;
import org.etwflow.source.EtlSource;
import org.etwflow.source.config.HostNaming;
import org.etwflow.testing.ExpectedSends;
import org.etwflow.testing.FlakyFileSystem;
import org.etwflow.traces.Flow;
import org.etwflow.traces.FlowRows;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Streaming jobs that fail and resume from a checkpoint without losing or repeating data. A job
 * that took no checkpoints would wait for the last one forever.
 */
@Timeout(180)
class RecoveryIT {

  private static final int FAILURES = 3;

  @RegisterExtension private static final JobCluster CLUSTER = new JobCluster();

  @TempDir private Path folder;

  private TraceFolder traces;

  @BeforeEach
  void createFolder() {
    traces = new TraceFolder(folder);
  }

  private static StreamExecutionEnvironment environment() {
    return CLUSTER.restartingEnvironment(2, FAILURES);
  }

  /** Function that throws some events after a checkpoint, a number of times, and can be slow. */
  private static final class FailAfterCheckpoints
      implements MapFunction<SendIPV4, Tuple3<String, Long, Long>>, CheckpointListener {

    private static final long serialVersionUID = 1L;

    private static final AtomicInteger FAILURES_LEFT = new AtomicInteger();

    private int events;
    private int failAt = Integer.MAX_VALUE;

    @Override
    public Tuple3<String, Long, Long> map(final SendIPV4 send) throws InterruptedException {
      events++;
      if (FAILURES_LEFT.get() > 0) {
        failOrWait();
      }
      return Tuple3.of(flow(send), 1L, send.size);
    }

    private void failOrWait() throws InterruptedException {
      if (events >= failAt && FAILURES_LEFT.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new IllegalStateException("an event that fails its task");
      }
      Thread.sleep(1);
    }

    @Override
    public void notifyCheckpointComplete(final long checkpointId) {
      failAt = Math.min(failAt, events + 37);
    }

    private static String flow(final SendIPV4 send) {
      return send.PID + " " + send.localEndpoint() + " " + send.remoteEndpoint();
    }
  }

  private Map<String, List<Long>> expectedSums() {
    return traces.sends().stream()
        .collect(
            Collectors.groupingBy(
                sent -> text(sent.send().flow()),
                Collectors.teeing(
                    Collectors.counting(),
                    Collectors.summingLong(sent -> Integer.toUnsignedLong(sent.send().size())),
                    List::of)));
  }

  private static String text(final Flow flow) {
    return String.format(
        Locale.ROOT,
        "%s %s:%d %s:%d",
        Integer.toUnsignedString(flow.processId()),
        flow.localText(),
        flow.localPort(),
        flow.remoteText(),
        flow.remotePort());
  }

  @Test
  void failingTasks_sendsAreCountedOnce() throws Exception {
    traces.write("a.etl", "--sends=15000", "--seed=1", "--buffer-size=16K");
    traces.write("b.etl", "--sends=15000", "--seed=2", "--buffer-size=16K", "--compressed");
    FailAfterCheckpoints.FAILURES_LEFT.set(FAILURES);
    final StreamExecutionEnvironment environment = environment();
    final EtlSource<SendIPV4> source =
        EtlSource.<SendIPV4>builder()
            .setDeserializer(new SendIPV4Schema())
            .setInputs(traces.input())
            .setSplitSize(200_000)
            .build();
    final DataStream<Tuple3<String, Long, Long>> sums =
        environment
            .fromSource(source, WatermarkStrategy.noWatermarks(), "sends")
            .map(new FailAfterCheckpoints())
            .returns(Types.TUPLE(Types.STRING, Types.LONG, Types.LONG))
            .keyBy(sum -> sum.f0, Types.STRING)
            .window(GlobalWindows.create())
            .trigger(new EndOfInputTrigger())
            .reduce((left, right) -> Tuple3.of(left.f0, left.f1 + right.f1, left.f2 + right.f2));

    final CloseableIterator<Tuple3<String, Long, Long>> rows = sums.collectAsync();
    final JobClient job = environment.executeAsync();
    final Map<String, List<Long>> counted = new HashMap<>();
    rows.forEachRemaining(sum -> assertThat(counted.put(sum.f0, List.of(sum.f1, sum.f2))).isNull());

    assertThat(counted).isEqualTo(expectedSums());
    assertThat(FailAfterCheckpoints.FAILURES_LEFT).hasValue(0);
    assertThat(CLUSTER.wasRestored(job.getJobID())).isTrue();
  }

  @Test
  void failingReaders_rowsAreExact() throws Exception {
    final WrittenTrace large = traces.write("a.etl", "--size=36M", "--send-share=0.05");
    final WrittenTrace small = traces.write("b.etl", "--sends=5000", "--seed=2");
    final FlowSettings settings = settings(traces.flakyInput());
    FlakyFileSystem.fail(FAILURES, 180, CLUSTER::awaitCheckpoint);

    final FlowResult result = FlowResult.of(environment(), settings);

    final FlowRows expected = new FlowRows();
    traces.sends().forEach(expected::add);
    assertThat(RowTexts.csv(FlowColumns.of(Grouping.parse("flow"), false), result.rows()))
        .containsExactlyInAnyOrderElementsOf(expected.toCsv().lines().toList());
    assertThat(result.traces())
        .extracting(TraceQuality::buffers, TraceQuality::sends)
        .containsExactly(buffersAndSends(large), buffersAndSends(small));
    assertThat(FlakyFileSystem.failuresLeft()).isZero();
    assertThat(CLUSTER.wasRestored(result.job())).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void failingReaders_filesHaveEachRowOnce(final RowFormat format) throws Exception {
    final WrittenTrace trace = traces.write("a.etl", "--size=36M", "--send-share=0.05");
    final Path input = folder.resolve("a.etl");
    final RowFiles<WindowedFlow> flows =
        new RowFiles<>(format, FlowColumns.of(Grouping.parse("flow"), false));
    final RowFiles<SendRow> events = new RowFiles<>(format, SendColumns.of(false));
    final StreamExecutionEnvironment environment = environment();
    final FlowStreams streams =
        FlowStreams.of(environment, settings(FlakyFileSystem.SCHEME + "://" + input));
    streams.statistics().sinkTo(flows.sink(flinkPath("flows")));
    streams.events().sinkTo(events.sink(flinkPath("events")));
    FlakyFileSystem.fail(FAILURES, 180, CLUSTER::awaitCheckpoint);

    final JobClient job = environment.executeAsync();
    job.getJobExecutionResult().get();

    final FlowRows expected = new FlowRows();
    traces.sends().forEach(expected::add);
    assertThat(StoredRows.lines(folder.resolve("flows"), format, flows.columns()))
        .containsExactlyInAnyOrderElementsOf(expected.toCsv().lines().skip(1).toList());
    assertThat(
            StoredRows.lines(folder.resolve("events"), format, events.columns()).stream()
                .map(line -> line.replace(FlakyFileSystem.SCHEME + ":", ""))
                .sorted()
                .toList())
        .isEqualTo(ExpectedSends.rows(input, trace).stream().sorted().toList());
    assertThat(FlakyFileSystem.failuresLeft()).isZero();
    assertThat(CLUSTER.wasRestored(job.getJobID())).isTrue();
  }

  private org.apache.flink.core.fs.Path flinkPath(final String rows) {
    return new org.apache.flink.core.fs.Path(folder.resolve(rows).toUri());
  }

  private static FlowSettings settings(final String input) {
    return new FlowSettings(
            List.of(input),
            new HostNaming.OneMachine(),
            Grouping.parse("flow"),
            new Windowing.Tumbling(Duration.ofSeconds(10)),
            10,
            true)
        .withEvents(true);
  }

  private static Tuple buffersAndSends(final WrittenTrace trace) {
    return tuple(trace.buffers().size() + 1L, (long) trace.readableSends().size());
  }
}
