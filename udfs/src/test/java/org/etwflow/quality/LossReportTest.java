package org.etwflow.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.testing.BufferFixture.statistics;
import static org.etwflow.testing.BufferFixture.unreadable;
import static org.etwflow.testing.SessionHeader.END_MILLIS;
import static org.etwflow.testing.SessionHeader.SECOND;
import static org.etwflow.testing.SessionHeader.START;
import static org.etwflow.testing.SessionHeader.START_MILLIS;
import static org.etwflow.testing.SessionHeader.session;

import java.util.List;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.TimeSpan;
import org.etwflow.etl.Trace;
import org.junit.jupiter.api.Test;

/** Reports that last, and reports that the next one of their trace replaces. */
class LossReportTest {

  private static List<LossReport> shownBy(final EtlBuffer buffer) {
    return LossReport.shownBy(buffer, statistics(buffer));
  }

  private static LossReport upTo(final long offset, final long... bounds) {
    return new LossReport("h", "a.etl", offset, 0, bounds);
  }

  @Test
  void lossOfABuffer_lasts() {
    final EtlBuffer damaged =
        unreadable(session().trace(), 4_096, BufferCondition.DAMAGED_HEADER, null);

    assertThat(shownBy(damaged))
        .singleElement()
        .returns("h", LossReport::host)
        .returns(null, LossReport::trace)
        .returns(true, LossReport::isLasting)
        .satisfies(report -> assertThat(report.bounds()).containsExactly(START_MILLIS, END_MILLIS));
  }

  @Test
  void missingOfASessionThatGoesOn_holdsUntilMoreOfTheFileIsKnown() {
    final Trace trace =
        session()
            .open()
            .traceMissing(
                new TimeSpan(START + 2 * SECOND, START + 4 * SECOND),
                new TimeSpan(START + 3 * SECOND, START + 5 * SECOND),
                new TimeSpan(START + 8 * SECOND, START + 9 * SECOND));

    final EtlBuffer report = unreadable(trace, 4_096, BufferCondition.SESSION_SO_FAR, null);
    report.setLowerBound(START + SECOND);

    assertThat(shownBy(report))
        .singleElement()
        .returns(START_MILLIS + 1_000, LossReport::reached)
        .returns("h", LossReport::host)
        .returns(trace.id(), LossReport::trace)
        .returns(4_096L, LossReport::upTo)
        .returns(false, LossReport::isLasting)
        .satisfies(
            shown ->
                assertThat(shown.bounds())
                    .containsExactly(
                        START_MILLIS + 2_000,
                        START_MILLIS + 5_000,
                        START_MILLIS + 8_000,
                        START_MILLIS + 9_000));
  }

  @Test
  void reportAtTheEndOfATrace_lasts() {
    assertThat(upTo(Long.MAX_VALUE).isLasting()).isTrue();
    assertThat(upTo(Long.MAX_VALUE - 1).isLasting()).isFalse();
  }

  @Test
  void reportThatKnowsMoreOfTheFile_replacesTheOther() {
    final LossReport early = upTo(1_024, 1, 2);
    final LossReport late = upTo(2_048, 3, 4);

    assertThat(early.newest(late)).isSameAs(late);
    assertThat(late.newest(early)).isSameAs(late);
  }

  @Test
  void reportsThatKnowTheSameOfTheFile_areUnited() {
    final LossReport both = upTo(1_024, 1, 2).newest(upTo(1_024, 2, 4, 9, 9));

    assertThat(both)
        .returns("h", LossReport::host)
        .returns("a.etl", LossReport::trace)
        .returns(1_024L, LossReport::upTo);
    assertThat(both.bounds()).containsExactly(1, 4, 9, 9);
  }
}
