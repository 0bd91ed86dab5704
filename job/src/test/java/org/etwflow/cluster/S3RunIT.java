package org.etwflow.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.etwflow.cli.CommandLineRun;
import org.etwflow.cli.EtwflowProcess;
import org.etwflow.cluster.S3Proxy.Answer;
import org.etwflow.cluster.S3Proxy.Request;
import org.etwflow.traces.TraceGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs from and to an S3 server that fails for a while or for good, with Flink's plugin, on one
 * machine and on a cluster.
 */
@Tag("cluster")
@Timeout(300)
class S3RunIT {

  private static final String JAR = "target/etwflow-job.jar";
  private static final int SMALL_TRACES = 8;

  @TempDir private static Path folder;

  private static S3Server server;
  private static List<String> expected;

  @BeforeAll
  static void startServer() throws Exception {
    server = S3Server.start(folder, "traces", "rows");
    final Path traces = Files.createDirectory(folder.resolve("traces"));
    for (int i = 0; i < SMALL_TRACES; i++) {
      TraceGenerator.toFile(traces.resolve(i + ".etl"), "--size=1M", "--seed=" + i);
    }
    TraceGenerator.toFile(traces.resolve("large.etl"), "--size=12M", "--seed=50");
    for (final Path trace : list(traces)) {
      server.put("traces/" + trace.getFileName(), trace);
    }
    final Path rows = folder.resolve("expected");
    assertThat(CommandLineRun.of(traces, "--host", "file", "--output", rows).exitCode()).isZero();
    expected = lines(rows.resolve("flows.csv"));
    Files.writeString(folder.resolve("config.yaml"), server.settings());
  }

  @AfterAll
  static void stopServer() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void answerAll() {
    server.proxy().answer(request -> Answer.PASSED_ON);
    server.proxy().forget();
  }

  private static List<Path> list(final Path files) throws IOException {
    try (Stream<Path> all = Files.list(files)) {
      return all.sorted().toList();
    }
  }

  private static List<String> lines(final Path file) throws IOException {
    return Files.readAllLines(file).stream().skip(1).sorted().toList();
  }

  /** Runs on one machine, with all rows in a folder of a bucket. */
  private static EtwflowProcess run(final String rows, final String... options) throws IOException {
    final List<Object> arguments =
        new ArrayList<>(List.of("s3://traces", "--host", "file", "--output", "s3://rows/" + rows));
    arguments.addAll(List.of(options));
    return EtwflowProcess.start(List.of(), server.environment(folder), folder, arguments.toArray());
  }

  /** Refuses all reads for some time after the first. */
  private static Function<Request, Answer> refuseFor(final int status, final Duration time) {
    final AtomicLong until = new AtomicLong();
    return request -> {
      if (!request.isRead()) {
        return Answer.PASSED_ON;
      }
      until.compareAndSet(0, System.nanoTime() + time.toNanos());
      return System.nanoTime() < until.get() ? Answer.error(status) : Answer.PASSED_ON;
    };
  }

  /** Breaks every n-th read: before the answer, or within the body. */
  private static Function<Request, Answer> breakEvery(final int n, final AtomicInteger broken) {
    final AtomicInteger reads = new AtomicInteger();
    return request -> {
      if (!request.isRead() || reads.incrementAndGet() % n != 0) {
        return Answer.PASSED_ON;
      }
      return broken.incrementAndGet() % 2 == 0 ? Answer.RESET : Answer.cutAfter(100_000);
    };
  }

  @ParameterizedTest
  @CsvSource({"batch, 403", "streaming, 403", "batch, 503", "streaming, 500"})
  void errorsForSeconds_leaveAllRows(final String mode, final int status) throws Exception {
    server.proxy().answer(refuseFor(status, Duration.ofSeconds(5)));

    final String rows = "seconds-" + mode + status;
    try (EtwflowProcess run = run(rows, "--mode", mode)) {
      assertThat(run.exitCode()).as(run.err()).isZero();
    }

    assertThat(server.rows("rows", rows + "/flows")).isEqualTo(expected);
    assertThat(server.proxy().served()).anyMatch(served -> served.status().get() == status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch", "streaming"})
  void brokenConnections_leaveAllRows(final String mode) throws Exception {
    final AtomicInteger broken = new AtomicInteger();
    server.proxy().answer(breakEvery(5, broken));

    final String rows = "broken-" + mode;
    try (EtwflowProcess run = run(rows, "--mode", mode)) {
      assertThat(run.exitCode()).as(run.err()).isZero();
    }

    assertThat(server.rows("rows", rows + "/flows")).isEqualTo(expected);
    assertThat(broken).hasValueGreaterThan(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404})
  void objectThatIsRefusedForGood_failsTheRun(final int status) throws Exception {
    refuse("/large.etl", status);

    try (EtwflowProcess run = run("refused-" + status, "--storage-retry", "2s")) {
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .contains("s3://traces/large.etl")
          .contains("Status Code: " + status)
          .contains("--on-storage-error skip");
    }
    assertThat(server.keys("rows", "refused-" + status)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"batch, 403", "streaming, 404"})
  void objectThatIsRefusedForGood_isToldIfItIsSkipped(final String mode, final int status)
      throws Exception {
    refuse("/large.etl", status);

    final String rows = "skipped-" + mode;
    try (EtwflowProcess run =
        run(rows, "--mode", mode, "--storage-retry", "2s", "--on-storage-error", "skip")) {
      assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
      assertThat(run.err()).contains("s3://traces/large.etl");
    }

    assertThat(server.rows("rows", rows + "/flows"))
        .isEqualTo(expected.stream().filter(row -> !row.contains(",large,")).toList());
    assertThat(server.rows("rows", rows + "/traces"))
        .hasSize(SMALL_TRACES + 1)
        .filteredOn(row -> row.contains("large.etl"))
        .singleElement()
        .asString()
        .contains("cannot be read");
  }

  private static void refuse(final String object, final int status) {
    server
        .proxy()
        .answer(
            request ->
                request.isRead() && request.isOf(object) ? Answer.error(status) : Answer.PASSED_ON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch", "streaming"})
  void serverThatAnswersNoRead_failsTheRun(final String mode) throws Exception {
    server.proxy().answer(request -> request.isRead() ? Answer.RESET : Answer.PASSED_ON);

    try (EtwflowProcess run = run("none-" + mode, "--mode", mode, "--storage-retry", "2s")) {
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("s3://traces/");
    }
    assertThat(server.keys("rows", "none-" + mode)).isEmpty();
  }

  @Test
  void cluster_withBrokenConnectionsAndErrors_writesAllRows() throws Exception {
    final AtomicInteger broken = new AtomicInteger();
    final Path cluster = Files.createDirectory(folder.resolve("cluster"));
    try (StandaloneCluster flink =
        StandaloneCluster.start(cluster, 1, server.environment(cluster), server.settings())) {
      final Function<Request, Answer> breaking = breakEvery(10, broken);
      for (final String mode : List.of("batch", "streaming")) {
        final Function<Request, Answer> refusing = refuseFor(403, Duration.ofSeconds(5));
        server
            .proxy()
            .answer(
                request -> {
                  final Answer refused = refusing.apply(request);
                  return refused.equals(Answer.PASSED_ON) ? breaking.apply(request) : refused;
                });
        final Process client =
            flink.submit(
                "-p",
                "2",
                JAR,
                "s3://traces",
                "--host",
                "file",
                "--mode",
                mode,
                "--output",
                "s3://rows/cluster-" + mode);

        assertThat(StandaloneCluster.exitCode(client)).as(flink.log("client")).isZero();
        assertThat(server.rows("rows", "cluster-" + mode + "/flows")).isEqualTo(expected);
      }
    }
    assertThat(broken).hasPositiveValue();
  }
}
