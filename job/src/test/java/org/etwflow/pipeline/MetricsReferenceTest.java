package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The metrics in the reference of {@code job/README.md}. */
class MetricsReferenceTest {

  private static final Pattern OF_OPERATORS =
      Pattern.compile("flink_(?:taskmanager_job_task_operator|\\w+_enumerator)_(\\w+)");

  /** Metrics of operators and the enumerator in the dashboard and the alerts. */
  static Stream<String> used() throws IOException {
    final Path deployment = Path.of("deploy", "metrics");
    final String all =
        Files.readString(deployment.resolve("etwflow-dashboard.json"))
            + Files.readString(deployment.resolve("etwflow-alerts.yaml"));
    return OF_OPERATORS.matcher(all).results().map(found -> found.group(1)).distinct();
  }

  private static void assertIsInReference(final String metric) throws IOException {
    assertThat(Files.readAllLines(Path.of("README.md")))
        .filteredOn(line -> line.matches("\\|[^|]*`" + metric + "`[^|]*\\| (counter|gauge).*"))
        .hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("used")
  void metricOfDashboardOrAlert_isInReference(final String metric) throws IOException {
    assertIsInReference(metric);
  }

  @ParameterizedTest
  @EnumSource
  void metricOfTraces_isInReference(final TraceMetric metric) throws IOException {
    assertIsInReference(metric.metricName());
  }
}
