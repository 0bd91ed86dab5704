package org.etwflow.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ResultsTest {

  private static final OptionalDouble NONE = OptionalDouble.empty();

  private static final Contender BATCH =
      new JobRun(Path.of("jar"), Path.of("log"), Path.of("folder"), "batch", 2);

  private static String table(final Map<Contender, Measured> medians) {
    return new Results(Yardstick.NETWALK, 8_000_000_000L, 20_000_000, medians).toString();
  }

  @Test
  void eachContender_hasOneLine() {
    final Map<Contender, Measured> medians = new LinkedHashMap<>();
    medians.put(
        BATCH,
        new Measured(
            OptionalDouble.of(8),
            OptionalDouble.of(6),
            OptionalDouble.of(13.125),
            OptionalDouble.of(1.5e9)));
    medians.put(
        new Walk(Yardstick.NETWALK, Path.of("netwalk")),
        new Measured(OptionalDouble.of(4), NONE, NONE, NONE));

    assertThat(table(medians).lines())
        .containsExactly(
            "mode     tasks  wall s  job s  CPU s  peak MB      MB/s  M events/s  wall/netwalk"
                + "  job/netwalk",
            "batch        2    8.00   6.00  13.13    1,500  1,000.00        2.50          2.00"
                + "         1.50",
            "netwalk      1    4.00                         2,000.00        5.00          1.00");
  }

  @Test
  void missingValues_areEmpty() {
    assertThat(table(Map.of(BATCH, new Measured(OptionalDouble.of(8), NONE, NONE, NONE))).lines())
        .last()
        .asString()
        .matches("batch +2 +8.00 +1,000.00 +2.50");
  }
}
