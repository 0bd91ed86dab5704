package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.etwflow.testing.GrowingTrace;
import org.etwflow.traces.TraceGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A local run accepts no network connections. */
@Timeout(300)
class ClosedProcessIT {

  /** Loopback addresses for IPv4, IPv4 as IPv6, and IPv6, in the format of Linux. */
  private static final List<String> LOOPBACK =
      List.of(
          "0100007F:", "0000000000000000FFFF00000100007F:", "00000000000000000000000001000000:");

  private static final int LOOKS_AT_A_FOLLOWING_RUN = 20;
  private static final long LOOK_INTERVAL_MILLIS = 5;

  @TempDir private Path folder;

  private final Set<String> whileStarting = new HashSet<>();
  private final Set<String> whileReading = new HashSet<>();
  private int looksWhileReading;

  @BeforeEach
  void assumeSocketsAreListed() {
    assumeTrue(ListeningSockets.areListed(), "this system lists no sockets in /proc");
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch", "streaming"})
  void run_untilItsEnd_acceptsNoConnections(final String mode) throws Exception {
    final Path trace = folder.resolve("desk.etl");
    TraceGenerator.toFile(trace, "--size=64M", "--cpus=2");
    try (EtwflowProcess run = EtwflowProcess.start(folder, trace, "--mode", mode)) {
      while (run.isAlive()) {
        look(run);
      }

      assertThat(run.exitCode()).as(run.err()).isZero();
      assertIsClosed();
    }
  }

  @Test
  void followingRun_thatPrintsRows_acceptsNoConnections() throws Exception {
    assertFollowingRunIsClosed();
  }

  @Test
  void followingRun_thatWritesRows_acceptsNoConnections() throws Exception {
    assertFollowingRunIsClosed("--output", folder.resolve("rows"));
  }

  private void assertFollowingRunIsClosed(final Object... options) throws Exception {
    final Path trace = folder.resolve("live.etl");
    final List<Object> arguments = new ArrayList<>(List.of(trace, "--follow"));
    arguments.addAll(List.of(options));
    try (GrowingTrace growing = GrowingTrace.begin(trace, TraceGenerator.inMemory("--sends=1000"));
        EtwflowProcess run = EtwflowProcess.start(folder, arguments.toArray())) {
      growing.writeNext();
      while (run.isAlive() && looksWhileReading < LOOKS_AT_A_FOLLOWING_RUN) {
        look(run);
      }

      assertThat(run.isAlive()).as(run.err()).isTrue();
      assertIsClosed();
    }
  }

  private void look(final EtwflowProcess run) throws IOException, InterruptedException {
    final boolean isReading = run.isReading();
    final List<String> sockets = ListeningSockets.of(run.pid());
    (isReading ? whileReading : whileStarting).addAll(sockets);
    looksWhileReading += isReading ? 1 : 0;
    Thread.sleep(LOOK_INTERVAL_MILLIS);
  }

  /**
   * Checks the sockets that were seen, except one that Flink opens and closes again at its start.
   */
  private void assertIsClosed() {
    assertThat(looksWhileReading).isPositive();
    assertThat(whileReading).isEmpty();
    assertThat(whileStarting).allMatch(socket -> LOOPBACK.stream().anyMatch(socket::startsWith));
  }
}
