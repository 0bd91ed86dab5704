package org.etwflow.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Rows of flows.csv, and the lines of both programs for the same rows. */
class FlowCsvTest {

  private static final String HEADER =
      "windowStart,windowEnd,protocol,processId,localAddress,localPort,remoteAddress,remotePort,"
          + "sendCount,receiveCount,sendOctets,receiveOctets,octets,flowStart,flowEnd,"
          + "flowDuration,sendOctetsMin,sendOctetsMax,sendOctetsMean,connectCount,acceptCount,"
          + "disconnectCount,reconnectCount,retransmitCount,retransmitOctets";

  private static final String LINE =
      "2026-03-02T09:00:00.0000000Z,2026-03-02T09:01:00.0000000Z,tcp,3768,10.20.0.1,49212,"
          + "198.19.64.4,389,2,3,6045,70,6115,2026-03-02T09:00:01.3725460Z,"
          + "2026-03-02T09:00:09.2312611Z,7858.715,193,5852,3022.5,4,5,6,7,8,9";

  @Test
  void line_hasColumnsOfEtlwalk() {
    final String expected =
        "1772442000\t3768\t10.20.0.1\t49212\t198.19.64.4\t389\t2\t6045"
            + "\t134169156013725460\t134169156092312611\t193\t5852";

    assertThat(new FlowCsv(HEADER, Yardstick.ETLWALK).tableLine(LINE)).isEqualTo(expected);
    assertThat(new FlowCsv("new," + HEADER, Yardstick.ETLWALK).tableLine("7," + LINE))
        .isEqualTo(expected);
  }

  @Test
  void line_hasColumnsOfNetwalk() {
    assertThat(new FlowCsv(HEADER, Yardstick.NETWALK).tableLine(LINE))
        .isEqualTo(
            "1772442000\ttcp\t3768\t10.20.0.1\t49212\t198.19.64.4\t389\t2\t6045\t3\t70"
                + "\t134169156013725460\t134169156092312611\t4\t5\t6\t7\t8\t9");
  }

  @Test
  void line_isAddedToTotals() {
    assertThat(new FlowCsv(HEADER, Yardstick.NETWALK).add(LINE, new Totals(10, 1_000, 1)))
        .isEqualTo(new Totals(15, 7_115, 2));
  }
}
