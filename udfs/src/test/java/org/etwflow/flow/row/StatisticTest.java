package org.etwflow.flow.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StatisticTest {

  private static String documented(final Statistic statistic) {
    final String ipfix =
        statistic.ipfixElement() == 0 ? "" : " (IPFIX " + statistic.ipfixElement() + ")";
    return "| %s | %s | %s | %s%s |"
        .formatted(statistic, statistic.unit(), statistic.group(), statistic.meaning(), ipfix);
  }

  @Test
  void referenceTable_listsAllStatisticsInOrder() throws IOException {
    final String table =
        String.join(
            "\n", Arrays.stream(Statistic.values()).map(StatisticTest::documented).toList());

    assertThat(Files.readString(Path.of("..", "job", "README.md"))).contains("\n" + table + "\n");
  }

  @Test
  void numericStatistic_isFoundByName() {
    assertThat(Statistic.number("sendOctets")).isEqualTo(Statistic.SEND_OCTETS);
    assertThat(Statistic.numbers())
        .hasSize(41)
        .allSatisfy(
            statistic -> assertThat(Statistic.number(statistic.toString())).isEqualTo(statistic));
  }

  @Test
  void unknownName_isRejectedWithListOfNames() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Statistic.number("flowStart"))
        .withMessage("'flowStart' is not a statistic: choose one of " + Statistic.numberNames());
  }
}
