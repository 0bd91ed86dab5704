package org.etwflow.flow.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.etwflow.column.Column;
import org.etwflow.event.NetworkEvent;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.Grouping;
import org.etwflow.testing.Accumulators;
import org.junit.jupiter.api.Test;

/** Columns of rows, and rows as one of several. */
class FlowColumnsTest {

  private static final Grouping PROCESS = Grouping.parse("process");
  private static final SelectedStatistics ALL = SelectedStatistics.parse("all");

  private static List<String> names(final List<Column<WindowedFlow>> columns) {
    return columns.stream().map(Column::name).toList();
  }

  private static NetworkEvent send(final long octets) {
    final NetworkEvent send = new NetworkEvent();
    send.processId = 4;
    send.octets = octets;
    send.time = 134_169_156_000_000_000L; // 2026-03-02T09:00:00Z
    return send;
  }

  private static WindowedFlow row(final SelectedStatistics selected, final NetworkEvent... sends) {
    return new WindowedFlow(
        PROCESS.key("h", sends[0], null), 10_000, 20_000, Accumulators.of(selected, sends), true);
  }

  private static Map<String, Object> values(
      final List<Column<WindowedFlow>> columns, final WindowedFlow row) {
    final Map<String, Object> values = new HashMap<>();
    columns.forEach(column -> values.put(column.name(), column.value().apply(row)));
    return values;
  }

  @Test
  void columns_areWindowKeyAndStatistics() {
    assertThat(names(FlowColumns.of(PROCESS, false)))
        .startsWith("windowStart", "windowEnd", "processId", "processName", "sendCount")
        .endsWith("dataComplete")
        .doesNotContain("host", "rank", "interSendMin");
    assertThat(names(FlowColumns.of(PROCESS, ALL, true)))
        .startsWith("windowStart", "windowEnd", "host", "processId")
        .contains("interSendMin", "flowCount");
  }

  @Test
  void columnsOfTheLargestFlows_haveARankAndMayLackAKey() {
    assertThat(names(FlowColumns.ofTop(PROCESS, SelectedStatistics.CORE, true)))
        .startsWith("windowStart", "windowEnd", "rank", "host", "processId", "processName");
    assertThat(FlowColumns.ofTop(PROCESS, SelectedStatistics.CORE, true).subList(2, 6))
        .allMatch(Column::isOptional);
  }

  @Test
  void columnsOfTheKey_areHostAndGrouping() {
    assertThat(names(FlowColumns.ofKey(PROCESS, true)))
        .containsExactly("host", "processId", "processName");
    assertThat(names(FlowColumns.ofKey(PROCESS, false)))
        .containsExactly("processId", "processName");
    assertThat(FlowColumns.ofKey(PROCESS, true))
        .extracting(Column::isOptional)
        .containsExactly(false, false, true);
  }

  @Test
  void values_areThoseOfTheRow() {
    final Map<String, Object> values =
        values(FlowColumns.ofTop(PROCESS, ALL, true), row(ALL, send(100)).withRank(3));

    assertThat(values)
        .containsEntry("windowStart", Instant.ofEpochSecond(10))
        .containsEntry("windowEnd", Instant.ofEpochSecond(20))
        .containsEntry("rank", 3L)
        .containsEntry("host", "h")
        .containsEntry("processId", 4L)
        .containsEntry("processName", null)
        .containsEntry("sendCount", 1L)
        .containsEntry("sendOctets", 100L)
        .containsEntry("sendOctetsMin", 100L)
        .containsEntry("sendOctetsMax", 100L)
        .containsEntry("sendOctetsMean", 100.0)
        .containsEntry("sendOctetsStdDev", 0.0)
        .containsEntry("flowStart", Instant.parse("2026-03-02T09:00:00Z"))
        .containsEntry("flowEnd", Instant.parse("2026-03-02T09:00:00Z"))
        .containsEntry("flowDuration", 0.0)
        .containsEntry("interSendMin", null)
        .containsEntry("windowSendBitRate", 80.0)
        .containsEntry("flowSendBitRate", null)
        .containsEntry("remoteAddressCount", 1L)
        .containsEntry("remoteEndpointCount", 1L)
        .containsEntry("flowCount", 1L)
        .containsEntry("dataComplete", true);
    assertThat((Long) values.get("sendOctetsP50")).isBetween(99L, 101L);
    assertThat((Long) values.get("sendOctetsP95")).isBetween(99L, 101L);
    assertThat((Long) values.get("sendOctetsP99")).isBetween(99L, 101L);
  }

  @Test
  void gapsAndTicks_areThoseOfTheSends() {
    final NetworkEvent first = send(1);
    final NetworkEvent second = send(1);
    final NetworkEvent third = send(1);
    second.time += 10_000;
    third.time += 40_000;
    first.startime = 5;
    first.endtime = 7;
    second.startime = 5;
    second.endtime = 11;
    third.startime = 5;
    third.endtime = 6;

    assertThat(values(FlowColumns.of(PROCESS, ALL, false), row(ALL, first, second, third)))
        .containsEntry("interSendMin", 1.0)
        .containsEntry("interSendMean", 2.0)
        .containsEntry("interSendMax", 3.0)
        .containsEntry("interSendStdDev", 1.0)
        .containsEntry("sendTicksMin", 1L)
        .containsEntry("sendTicksMean", 3.0)
        .containsEntry("sendTicksMax", 6L)
        .containsEntry("flowDuration", 4.0)
        .containsEntry("flowSendBitRate", 6_000.0);
  }

  @Test
  void wholeRun_hasNoWindow() {
    final WindowedFlow run =
        WindowedFlow.ofWholeRun(PROCESS.key("h", send(1), null), row(ALL, send(1)).statistics());

    assertThat(values(FlowColumns.of(PROCESS, false), run))
        .containsEntry("windowStart", null)
        .containsEntry("windowEnd", null)
        .containsEntry("windowSendBitRate", null)
        .containsEntry("dataComplete", false);
  }

  @Test
  void severalFlowsAsOne_haveNoKey() {
    final WindowedFlow first = row(ALL, send(100));
    final WindowedFlow rest = first.asOther().plus(row(ALL, send(20)));

    assertThat(values(FlowColumns.ofTop(PROCESS, ALL, true), rest))
        .containsEntry("rank", null)
        .containsEntry("host", null)
        .containsEntry("processId", null)
        .containsEntry("processName", null)
        .containsEntry("sendOctets", 120L)
        .containsEntry("dataComplete", true);
    assertThat(first.statistics()).isNotSameAs(rest.statistics());
  }

  @Test
  void severalFlowsAsOne_areCompleteIfAllOfThemAre() {
    final WindowedFlow complete = row(ALL, send(100));
    final WindowedFlow incomplete =
        new WindowedFlow(complete.key(), 10_000, 20_000, row(ALL, send(1)).statistics(), false);

    assertThat(complete.asOther().plus(incomplete).dataComplete()).isFalse();
    assertThat(incomplete.asOther().plus(complete).dataComplete()).isFalse();
    assertThat(incomplete.asOther().plus(incomplete).dataComplete()).isFalse();
    assertThat(complete.asOther().plus(complete).dataComplete()).isTrue();
  }

  @Test
  void coreOfARow_lacksTheOtherGroups() {
    final WindowedFlow core = row(ALL, send(100)).withRank(2).core();

    assertThat(values(FlowColumns.ofTop(PROCESS, SelectedStatistics.CORE, true), core))
        .containsEntry("rank", 2L)
        .containsEntry("processId", 4L)
        .containsEntry("sendOctets", 100L);
    assertThat(Statistic.FLOW_COUNT.of(core)).isNull();
  }
}
