package org.etwflow.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Short runs of the campaign that {@code mvn -Pfuzz} runs for hours. */
class FuzzerIT {

  private static final Duration AT_MOST = Duration.ofSeconds(25);

  private static final PrintStream SILENT = new PrintStream(OutputStream.nullOutputStream());

  @TempDir private Path folder;

  private Findings run(final long seed, final long executions, final Consumer<byte[]> check)
      throws InterruptedException {
    return new FuzzCampaign(seed, executions, AT_MOST, 1, thread -> check, folder, SILENT).run();
  }

  @Test
  void seedTraces_unchanged_passAllChecks() {
    final TraceChecks checks = new TraceChecks("seed.etl");

    assertThat(new SeedTraces().all())
        .allSatisfy(seed -> checks.accept(seed.bytes()))
        .hasSizeGreaterThan(30);
  }

  @Test
  void mutatedTraces_sameSeed_areTheSame() {
    final TraceMutator one = new TraceMutator(new SeedTraces());
    final TraceMutator other = new TraceMutator(new SeedTraces());

    for (long seed = 0; seed < 100; seed++) {
      assertThat(one.mutated(seed)).isEqualTo(other.mutated(seed));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void mutatedTraces_seedsFixedOrFresh_passAllChecks(final boolean isFresh)
      throws InterruptedException {
    final long seed = isFresh ? System.nanoTime() : 20;
    final FuzzCampaign campaign =
        new FuzzCampaign(
            seed,
            30_000,
            AT_MOST,
            1,
            thread -> new TraceChecks("test-" + isFresh + ".etl"),
            Path.of("target", "fuzz-findings"),
            System.out);

    assertThat(campaign.run().kept()).isEmpty();
  }

  @Test
  void failedCheck_isWrittenWithItsSeed() throws Exception {
    final byte[] third = new TraceMutator(new SeedTraces()).mutated(1_002);

    final Findings findings =
        run(
            1_000,
            5,
            bytes -> {
              if (Arrays.equals(bytes, third)) {
                throw new IllegalStateException("third");
              }
            });

    assertThat(findings.kept())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.seed()).isEqualTo(1_002);
              assertThat(Files.readAllBytes(finding.input())).isEqualTo(third);
              assertThat(finding.toString())
                  .contains("IllegalStateException: third")
                  .contains("-Dfuzz.seed=1002 -Dfuzz.executions=1")
                  .contains("-Dfuzz.input=" + finding.input());
            });
  }

  @Test
  void manyFindingsOfOneKind_areCountedAndFewAreKept() throws InterruptedException {
    final Findings findings =
        run(
            0,
            50,
            bytes -> {
              throw new IllegalStateException();
            });

    assertThat(findings.count()).isEqualTo(50);
    assertThat(findings.kept()).hasSize(3);
  }
}
