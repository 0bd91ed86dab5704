package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.List;
import org.etwflow.testing.Bytes;
import org.etwflow.testing.SessionHeader;
import org.etwflow.testing.TraceBytes;
import org.etwflow.testing.TraceFiles;
import org.junit.jupiter.api.Test;

/** Sessions of one file. */
class TraceTest {

  private static final byte[] FILE = TraceBytes.fixed(4_096);
  private static final Trace FIRST = SessionHeader.session().trace();

  private static Trace numbered(final int number) {
    return new Trace("a.etl", "h", 8_192, FIRST.header(), 4_096, number, List.of());
  }

  @Test
  void id_hasTheStartOfTheSession_andOfAnAppendedOneItsOffset() {
    assertThat(FIRST.id()).isEqualTo("a.etl#134169156000000000");
    assertThat(new Trace("a.etl", null, 9, null).id()).isEqualTo("a.etl");
    assertThat(numbered(1).id()).isEqualTo("a.etl@4096#134169156000000000");
    assertThat(FIRST.withoutHeader(4_096).id()).isEqualTo("a.etl@4096");
  }

  @Test
  void nextSession_isAppended() {
    assertThat(FIRST.isAppended()).isFalse();
    assertThat(FIRST.withoutHeader(4_096))
        .isEqualTo(new Trace("a.etl", "h", 8_192, null, 4_096, 1, null))
        .matches(Trace::isAppended);
    assertThatNullPointerException().isThrownBy(() -> FIRST.withoutHeader(4_096).requireHeader());
  }

  @Test
  void session_isEndedByTheNextOne() {
    final Trace next =
        FIRST
            .withoutHeader(4_096)
            .withHeader(SessionHeader.session().start(SessionHeader.START + 5).header());

    assertThat(FIRST.endedBy(next).requireHeader().sessionEnd()).isEqualTo(SessionHeader.START + 5);
    assertThat(FIRST.endedBy(next).withHeader(FIRST.requireHeader())).isEqualTo(FIRST);
  }

  @Test
  void missingTimes_areKept() {
    final List<TimeSpan> missing = List.of(new TimeSpan(1, 2));

    assertThat(FIRST.missing()).isNull();
    assertThat(FIRST.withMissing(missing).missing()).isEqualTo(missing);
    assertThat(FIRST.withMissing(missing).endedBy(numbered(1)).missing()).isEqualTo(missing);
  }

  @Test
  void appendedSession_isThatOfAnotherLogHeader() {
    final byte[] bytes = Bytes.concat(new byte[8], FILE);

    assertThat(FIRST.appendedAt(bytes, 8, 512, 4_096))
        .isEqualTo(new Trace("a.etl", "h", 8_192, TraceFiles.trace(FILE).header(), 4_096, 1, null));
    assertThat(FIRST.appendedAt(bytes, 8, 512, 0)).isNull();
    assertThat(FIRST.appendedAt(bytes, 0, 512, 4_096)).isNull();
  }

  @Test
  void file_hasAtMostAThousandSessions() {
    assertThat(numbered(998).appendedAt(FILE, 0, 512, 0)).isNotNull().returns(999, Trace::number);
    assertThat(numbered(999).appendedAt(FILE, 0, 512, 0)).isNull();
  }
}
