package org.etwflow.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.process.ProcessObservation.Kind.DC_END;
import static org.etwflow.process.ProcessObservation.Kind.DC_START;
import static org.etwflow.process.ProcessObservation.Kind.END;
import static org.etwflow.process.ProcessObservation.Kind.START;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Mapping of PIDs to processes by observations of one or several traces. Times are seconds. */
class ProcessCatalogTest {

  private static final long SECOND = 10_000_000;
  private static final long PID = 4711;
  private static final long TRACE = 100;

  private static ProcessObservation observation(
      final ProcessObservation.Kind kind, final double time, final String image) {
    return observation(TRACE, kind, time, image);
  }

  private static ProcessObservation observation(
      final long traceStart,
      final ProcessObservation.Kind kind,
      final double time,
      final String image) {
    return new ProcessObservation(
        null, traceStart * SECOND, kind, PID, (long) (time * SECOND), image, null);
  }

  private static ProcessTable processes(final ProcessObservation... observations) {
    return ProcessCatalog.of(List.of(observations)).onHost(null);
  }

  private static String nameAt(final double time, final ProcessObservation... observations) {
    final ProcessInstance found = processes(observations).find(PID, (long) (time * SECOND));
    return found == null ? null : found.name();
  }

  private static ProcessInstance at(final double time, final ProcessObservation... observations) {
    return processes(observations).find(PID, (long) (time * SECOND));
  }

  @Test
  void emptyCatalog_findsNoProcess() {
    assertThat(ProcessCatalog.of(List.of()).onHost(null).find(PID, TRACE * SECOND)).isNull();
    assertThat(ProcessCatalog.of(List.of()).onHost("pc").find(0, 0)).isNull();
  }

  @Test
  void start_beginsAProcess() {
    final ProcessObservation start = observation(START, 110, "a.exe");

    assertThat(nameAt(109.9999999, start)).isNull();
    assertThat(at(110, start)).isEqualTo(new ProcessInstance(PID, 110 * SECOND, "a.exe", "a.exe"));
    assertThat(nameAt(1_000, start)).isEqualTo("a.exe");
  }

  @Test
  void dcStart_isKnownSinceTheTraceBegan() {
    final ProcessObservation rundown = observation(DC_START, 101, "a.exe");

    assertThat(nameAt(99.9999999, rundown)).isNull();
    assertThat(at(100, rundown))
        .isEqualTo(new ProcessInstance(PID, ProcessInstance.UNKNOWN_START, "a.exe", "a.exe"));
  }

  @Test
  void processWithEndOnly_ranSinceTheTraceBegan() {
    for (final ProcessObservation.Kind kind : List.of(END, DC_END)) {
      final ProcessObservation end = observation(kind, 150, "a.exe");

      assertThat(nameAt(99, end)).isNull();
      assertThat(nameAt(100, end)).isEqualTo("a.exe");
      assertThat(nameAt(160, end)).isEqualTo("a.exe");
    }
  }

  @Test
  void endedProcess_keepsItsPid() {
    assertThat(nameAt(121, observation(START, 110, "a.exe"), observation(END, 120, "a.exe")))
        .isEqualTo("a.exe");
  }

  @Test
  void reusedPid_belongsToTheNewProcessFromItsStart() {
    final ProcessObservation[] observations = {
      observation(DC_START, 100, "a.exe"), observation(END, 120, "a.exe"),
      observation(START, 130, "b.exe"), observation(END, 140, "b.exe"),
      observation(START, 150, "b.exe"), observation(DC_END, 190, "b.exe")
    };

    assertThat(nameAt(129.9, observations)).isEqualTo("a.exe");
    assertThat(nameAt(130, observations)).isEqualTo("b.exe");
    assertThat(at(149.9, observations).start()).isEqualTo(130 * SECOND);
    assertThat(at(150, observations).start()).isEqualTo(150 * SECOND);
    assertThat(at(195, observations)).isEqualTo(at(150, observations));
  }

  @Test
  void endAndStartAtOneTime_areOfTwoProcesses() {
    final ProcessObservation[] observations = {
      observation(START, 110, "z.exe"),
      observation(END, 120, "z.exe"),
      observation(START, 120, "b.exe"),
      observation(END, 120, "b.exe"),
      observation(START, 120.5, "b.exe")
    };

    assertThat(nameAt(119.9, observations)).isEqualTo("z.exe");
    assertThat(at(120, observations).start()).isEqualTo(120 * SECOND);
    assertThat(at(120, observations).name()).isEqualTo("b.exe");
    assertThat(at(121, observations).start()).isEqualTo((long) (120.5 * SECOND));
  }

  @Test
  void processStartedInAnEarlierTrace_isTheSameInALaterOne() {
    final ProcessObservation[] observations = {
      observation(START, 110, "a.exe"),
      observation(200, DC_START, 201, "A.EXE"),
      observation(200, DC_END, 290, "a.exe")
    };

    assertThat(at(250, observations)).isEqualTo(at(110, observations));
  }

  @Test
  void endBetweenTwoTraces_separatesTwoProcesses() {
    final ProcessObservation[] observations = {
      observation(START, 110, "a.exe"),
      observation(END, 120, "a.exe"),
      observation(200, DC_START, 201, "a.exe")
    };

    assertThat(at(199.9, observations).start()).isEqualTo(110 * SECOND);
    assertThat(at(200, observations).start()).isEqualTo(200 * SECOND);
  }

  @Test
  void otherProgramInALaterTrace_isAnotherProcess() {
    final ProcessObservation[] observations = {
      observation(DC_START, 100, "a.exe"), observation(200, DC_START, 201, "b.exe"),
    };

    assertThat(nameAt(199.9, observations)).isEqualTo("a.exe");
    assertThat(nameAt(200, observations)).isEqualTo("b.exe");
  }

  @Test
  void processFoundRunning_ranAfterTheLastObservationOfThePreviousOne() {
    final ProcessObservation[] observations = {
      observation(START, 110, "a.exe"),
      observation(END, 120, "a.exe"),
      observation(DC_END, 190, "b.exe")
    };

    assertThat(nameAt(120, observations)).isEqualTo("a.exe");
    assertThat(nameAt(121, observations)).isEqualTo("b.exe");
  }

  @Test
  void startDuringTheRundown_isKept() {
    final ProcessObservation[] observations = {
      observation(START, 100.5, "a.exe"), observation(DC_START, 100.6, "a.exe")
    };

    assertThat(nameAt(100, observations)).isNull();
    assertThat(at(101, observations).start()).isEqualTo((long) (100.5 * SECOND));
  }

  @Test
  void startInTwoSessions_withDifferentClocks_isOneProcess() {
    final ProcessObservation[] observations = {
      observation(START, 110, "a.exe"), observation(90, START, 110.015, "a.exe"),
      observation(END, 120, "a.exe"), observation(90, END, 120.015, "a.exe"),
      observation(START, 120.01, "b.exe"), observation(90, START, 120.025, "b.exe"),
    };

    assertThat(at(115, observations).start()).isEqualTo(110 * SECOND);
    assertThat(at(120.01, observations)).isEqualTo(at(150, observations));
    assertThat(at(150, observations).start()).isEqualTo((long) (120.01 * SECOND));
  }

  @Test
  void processInTwoSessions_isKnownSinceTheEarlierSession() {
    final ProcessObservation[] observations = {
      observation(DC_START, 101, "a.exe"), observation(90, DC_START, 102, "a.exe")
    };

    assertThat(nameAt(90, observations)).isEqualTo("a.exe");
    assertThat(at(90, observations)).isEqualTo(at(110, observations));
  }

  @Test
  void service_isTakenFromAnyObservation() {
    final ProcessObservation end =
        new ProcessObservation(
            null, TRACE * SECOND, END, PID, 120 * SECOND, "svchost.exe", "Dnscache");

    assertThat(at(115, observation(START, 110, "svchost.exe"), end))
        .isEqualTo(new ProcessInstance(PID, 110 * SECOND, "svchost.exe", "svchost.exe (Dnscache)"));
  }

  @Test
  void processWithoutName_isFound() {
    final ProcessObservation[] observations = {
      observation(DC_START, 100, "a.exe"), observation(START, 110, "")
    };

    assertThat(at(110, observations)).isEqualTo(new ProcessInstance(PID, 110 * SECOND, "", null));
  }

  @Test
  void pidOfAnotherMachine_isAnotherProcess() {
    final ProcessObservation here = observation(START, 110, "a.exe");
    final ProcessObservation there =
        new ProcessObservation("there", TRACE * SECOND, START, PID, 105 * SECOND, "b.exe", null);
    final ProcessCatalog catalog = ProcessCatalog.of(List.of(here, there));

    assertThat(catalog.onHost(null).find(PID, 120 * SECOND).name()).isEqualTo("a.exe");
    assertThat(catalog.onHost("there").find(PID, 120 * SECOND).name()).isEqualTo("b.exe");
    assertThat(catalog.onHost("elsewhere").find(PID, 120 * SECOND)).isNull();
  }

  @Test
  void manyPids_areAllFound() {
    final ProcessObservation[] observations = new ProcessObservation[10_000];
    for (int i = 0; i < observations.length; i++) {
      observations[i] = new ProcessObservation(null, 0, START, 4L * i, i, "p" + i, null);
    }
    final ProcessTable processes = ProcessCatalog.of(Arrays.asList(observations)).onHost(null);
    for (int i = 0; i < observations.length; i++) {
      assertThat(processes.find(4L * i, i).name()).isEqualTo("p" + i);
      assertThat(processes.find(4L * i + 1, i)).isNull();
    }
  }

  @Test
  void startWithinASecond_isTheSameStartByAnotherClock() {
    final ProcessObservation first = observation(START, 110, "a.exe");

    assertThat(at(112, first, observation(START, 111, "A.EXE")).start()).isEqualTo(110 * SECOND);
    assertThat(at(112, first, observation(START, 111.0000001, "a.exe")).start())
        .isEqualTo(111 * SECOND + 1);
    assertThat(at(112, first, observation(START, 110.5, "b.exe")).start())
        .isEqualTo(1_105 * SECOND / 10);
  }

  @Test
  void serviceRecordedByAnotherSession_isOfTheSameProcess() {
    final ProcessObservation named =
        new ProcessObservation(
            null, TRACE * SECOND, START, PID, 1_105 * SECOND / 10, "svchost.exe", "Dnscache");

    assertThat(nameAt(112, observation(START, 110, "svchost.exe"), named))
        .isEqualTo("svchost.exe (Dnscache)");
  }

  @Test
  void observationWithinASecondOfTheEnd_isOfTheSameProcess() {
    final ProcessObservation start = observation(START, 110, "a.exe");
    final ProcessObservation end = observation(END, 120, "a.exe");

    assertThat(at(130, start, end, observation(DC_END, 121, "a.exe")).start())
        .isEqualTo(110 * SECOND);
    assertThat(at(130, start, end, observation(DC_END, 121.0000001, "a.exe")).start())
        .isEqualTo(120 * SECOND + 1);
  }

  @Test
  void processThatLostItsPidToAnother_doesNotGetItBack() {
    final ProcessObservation[] observations = {
      observation(START, 110, "a.exe"),
      observation(START, 120, "b.exe"),
      observation(DC_END, 190, "a.exe")
    };

    assertThat(nameAt(120, observations)).isEqualTo("b.exe");
    assertThat(at(121, observations).start()).isEqualTo(120 * SECOND + 1);
    assertThat(nameAt(121, observations)).isEqualTo("a.exe");
  }

  @Test
  void catalogOfTooManyObservations_isIncompleteAndEmpty() {
    final ProcessTable table = ProcessCatalog.TOO_MANY_OBSERVATIONS.onHost("pc");

    assertThat(table.isIncomplete()).isTrue();
    assertThat(table.find(PID, 0)).isNull();
    assertThat(processes().isIncomplete()).isFalse();
  }
}
