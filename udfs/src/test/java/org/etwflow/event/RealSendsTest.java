package org.etwflow.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.etwflow.testing.RealTraces;
import org.etwflow.testing.Sends;
import org.etwflow.testing.TraceFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the sends of real traces with the output of independent programs. */
class RealSendsTest {

  private static List<SendIPV4> sends(final String trace) {
    return Sends.in(RealTraces.bytes(trace));
  }

  private static String row(final SendIPV4 send) {
    return Stream.of(
            send.PID,
            send.size,
            send.remoteAddress(),
            send.localAddress(),
            send.dport,
            send.sport,
            send.startime,
            send.endtime,
            send.seqnum,
            send.connid,
            send.time,
            send.cpu)
        .map(Object::toString)
        .collect(Collectors.joining("\t"));
  }

  @ParameterizedTest
  @CsvSource({"KernelNetwork, 575", "merged-compressed, 2"})
  void sends_matchThePublishedTable(final String trace, final int count) throws IOException {
    final List<String> table = Files.readAllLines(RealTraces.named(trace + ".sends.tsv"));

    assertThat(table).hasSize(count);
    assertThat(sends(trace + ".etl")).extracting(RealSendsTest::row).isEqualTo(table);
  }

  @Test
  void totals_matchIndependentPrograms() {
    final List<SendIPV4> sends = sends("KernelNetwork.etl");

    assertThat(sends).hasSize(575);
    assertThat(
            sends.stream()
                .collect(
                    Collectors.groupingBy(
                        RealSendsTest::flow, Collectors.summingLong(send -> send.size))))
        .containsOnly(
            Map.entry("2716 10.121.106.118:61739 157.56.244.38:443", 59_937L),
            Map.entry("2716 10.121.106.118:61741 157.56.244.38:443", 41L),
            Map.entry("2716 10.121.106.118:61734 157.56.244.38:443", 41L));
  }

  private static String flow(final SendIPV4 send) {
    return send.PID + " " + send.localEndpoint() + " " + send.remoteEndpoint();
  }

  @Test
  void compressedSends_haveTheTimeOfTheSessionClock() {
    final byte[] file = RealTraces.bytes("merged-compressed.etl");
    final long start = TraceFiles.trace(file).header().sessionStart();

    assertThat(Sends.in(file))
        .extracting(send -> String.format(Locale.ROOT, "%.2f ms", (send.time - start) / 10_000.0))
        .containsExactly("4982.08 ms", "4982.08 ms");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ShutdownPerfDiagLogger.etl",
        "WindowsUpdate-events-lost.etl",
        "process_data_32_v2.etl",
        "process_data_64_v3.etl"
      })
  void traceWithoutSends_hasNoSends(final String trace) {
    assertThat(sends(trace)).isEmpty();
  }
}
