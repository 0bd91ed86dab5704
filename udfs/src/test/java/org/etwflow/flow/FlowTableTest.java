package org.etwflow.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.etwflow.etl.FileTime;
import org.etwflow.event.SendIPV4;
import org.junit.jupiter.api.Test;

/** When a table has to be drained. */
class FlowTableTest {

  private static final int SECOND = 1_000;

  private static FlowTable table(final String statistics) {
    return new FlowTable(
        Grouping.parse("total"),
        new Windowing.Tumbling(Duration.ofSeconds(1)),
        SelectedStatistics.parse(statistics));
  }

  private static void add(final FlowTable table, final long millis, final int sends) {
    final SendIPV4 send = new SendIPV4();
    send.time = FileTime.ofUnixMillis(millis);
    for (int i = 0; i < sends; i++) {
      table.add(null, send, null);
    }
  }

  @Test
  void tablesThatKeepTheTimesOfSendsAreFullOfAMillion() {
    final FlowTable table = table("gaps");
    add(table, 0, (1 << 20) - 1);
    assertThat(table.isFull()).isFalse();
    add(table, 0, 1);
    assertThat(table.isFull()).isTrue();

    final List<FlowPartial> partials = new ArrayList<>();
    table.drain(partials::add);
    assertThat(table.isFull()).isFalse();
    assertThat(partials).singleElement().matches(one -> one.statistics.sendCount == 1 << 20);
  }

  @Test
  void panesThatAreClosedMakeRoomForTheTimesOfOthers() {
    final FlowTable table = table("sizes,gaps");
    add(table, 0, 1 << 19);
    add(table, 5 * SECOND, 1 << 19);
    assertThat(table.isFull()).isTrue();

    table.close(SECOND, partial -> {});
    add(table, 5 * SECOND, (1 << 19) - 1);
    assertThat(table.isFull()).isFalse();
    add(table, 5 * SECOND, 1);
    assertThat(table.isFull()).isTrue();
  }

  @Test
  void tablesThatKeepNoTimesHaveRoomForAnyNumberOfSends() {
    final FlowTable table = table("sizes,ticks,distinct");
    add(table, 0, 3 << 20);

    assertThat(table.isFull()).isFalse();
  }
}
