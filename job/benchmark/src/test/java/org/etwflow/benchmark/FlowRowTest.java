package org.etwflow.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The same row in the formats of both programs. */
class FlowRowTest {

  private static final String HEADER =
      "windowStart,windowEnd,processId,localAddress,localPort,remoteAddress,remotePort,sendCount,"
          + "sendOctets,sendOctetsMin,sendOctetsMax,sendOctetsMean,flowStart,flowEnd,flowDuration";

  private static final String LINE =
      "2026-03-02T09:00:00.0000000Z,2026-03-02T09:01:00.0000000Z,3768,10.20.0.1,49212,198.19.64.4,"
          + "389,2,6045,193,5852,3022.5,2026-03-02T09:00:01.3725460Z,"
          + "2026-03-02T09:00:09.2312611Z,7858.715";

  private static final FlowRow ROW =
      new FlowRow(
          "1772442000 3768 10.20.0.1 49212 198.19.64.4 389",
          2,
          6045,
          134_169_156_013_725_460L,
          134_169_156_092_312_611L,
          193,
          5852);

  @Test
  void csvLine_isParsedByHeader() {
    assertThat(new FlowRow.Csv(HEADER).row(LINE)).isEqualTo(ROW);
    assertThat(new FlowRow.Csv("new," + HEADER).row("7," + LINE)).isEqualTo(ROW);
  }

  @Test
  void etlwalkLine_givesSameRow() {
    assertThat(
            FlowRow.ofWalk(
                "1772442000\t3768\t10.20.0.1\t49212\t198.19.64.4\t389\t2\t6045"
                    + "\t134169156013725460\t134169156092312611\t193\t5852"))
        .isEqualTo(ROW);
  }

  @Test
  void incompleteLine_isRejected() {
    assertThatThrownBy(() -> FlowRow.ofWalk("1772442000\t3768"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
