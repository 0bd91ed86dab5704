package org.etwflow.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.process.ProcessObservation.Kind.DC_END;
import static org.etwflow.process.ProcessObservation.Kind.DC_START;
import static org.etwflow.process.ProcessObservation.Kind.END;
import static org.etwflow.process.ProcessObservation.Kind.START;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which process a PID stands for, by facts of one or several traces. Times are seconds. */
class ProcessCatalogTest {

  private static final long SECOND = 10_000_000;
  private static final long PID = 4711;
  private static final long TRACE = 100;

  private static ProcessObservation fact(
      final ProcessObservation.Kind kind, final double time, final String image) {
    return fact(TRACE, kind, time, image);
  }

  private static ProcessObservation fact(
      final long traceStart,
      final ProcessObservation.Kind kind,
      final double time,
      final String image) {
    return new ProcessObservation(
        null, traceStart * SECOND, kind, PID, (long) (time * SECOND), image, null);
  }

  private static ProcessTable processes(final ProcessObservation... facts) {
    return ProcessCatalog.of(List.of(facts)).onHost(null);
  }

  private static String nameAt(final double time, final ProcessObservation... facts) {
    final ProcessInstance found = processes(facts).find(PID, (long) (time * SECOND));
    return found == null ? null : found.name();
  }

  private static ProcessInstance at(final double time, final ProcessObservation... facts) {
    return processes(facts).find(PID, (long) (time * SECOND));
  }

  @Test
  void nothingIsKnownWithoutFacts() {
    assertThat(ProcessCatalog.of(List.of()).onHost(null).find(PID, TRACE * SECOND)).isNull();
    assertThat(ProcessCatalog.of(List.of()).onHost("pc").find(0, 0)).isNull();
  }

  @Test
  void aStartBeginsAProcessAtItsTime() {
    final ProcessObservation start = fact(START, 110, "a.exe");

    assertThat(nameAt(109.9999999, start)).isNull();
    assertThat(at(110, start)).isEqualTo(new ProcessInstance(PID, 110 * SECOND, "a.exe", "a.exe"));
    assertThat(nameAt(1_000, start)).isEqualTo("a.exe");
  }

  @Test
  void whatRanWhenATraceBeganIsKnownSinceThen() {
    final ProcessObservation rundown = fact(DC_START, 101, "a.exe");

    assertThat(nameAt(99.9999999, rundown)).isNull();
    assertThat(at(100, rundown))
        .isEqualTo(new ProcessInstance(PID, ProcessInstance.UNKNOWN_START, "a.exe", "a.exe"));
  }

  @Test
  void whatOnlyTheEndTellsOfRanDuringTheTrace() {
    for (final ProcessObservation.Kind kind : List.of(END, DC_END)) {
      final ProcessObservation end = fact(kind, 150, "a.exe");

      assertThat(nameAt(99, end)).isNull();
      assertThat(nameAt(100, end)).isEqualTo("a.exe");
      assertThat(nameAt(160, end)).isEqualTo("a.exe");
    }
  }

  @Test
  void aSendMayCompleteAfterTheEnd() {
    assertThat(nameAt(121, fact(START, 110, "a.exe"), fact(END, 120, "a.exe"))).isEqualTo("a.exe");
  }

  @Test
  void aPidThatIsUsedAgainStandsForTheNewProcessFromItsStartOn() {
    final ProcessObservation[] facts = {
      fact(DC_START, 100, "a.exe"), fact(END, 120, "a.exe"),
      fact(START, 130, "b.exe"), fact(END, 140, "b.exe"),
      fact(START, 150, "b.exe"), fact(DC_END, 190, "b.exe")
    };

    assertThat(nameAt(129.9, facts)).isEqualTo("a.exe");
    assertThat(nameAt(130, facts)).isEqualTo("b.exe");
    assertThat(at(149.9, facts).start()).isEqualTo(130 * SECOND);
    assertThat(at(150, facts).start()).isEqualTo(150 * SECOND);
    assertThat(at(195, facts)).isEqualTo(at(150, facts));
  }

  @Test
  void anEndAndAStartOfOneTimeAreInTheOrderOfTwoProcesses() {
    final ProcessObservation[] facts = {
      fact(START, 110, "z.exe"),
      fact(END, 120, "z.exe"),
      fact(START, 120, "b.exe"),
      fact(END, 120, "b.exe"),
      fact(START, 120.5, "b.exe")
    };

    assertThat(nameAt(119.9, facts)).isEqualTo("z.exe");
    assertThat(at(120, facts).start()).isEqualTo(120 * SECOND);
    assertThat(at(120, facts).name()).isEqualTo("b.exe");
    assertThat(at(121, facts).start()).isEqualTo((long) (120.5 * SECOND));
  }

  @Test
  void aProcessThatStartedInAnEarlierTraceIsTheSameInALaterOne() {
    final ProcessObservation[] facts = {
      fact(START, 110, "a.exe"), fact(200, DC_START, 201, "A.EXE"), fact(200, DC_END, 290, "a.exe")
    };

    assertThat(at(250, facts)).isEqualTo(at(110, facts));
  }

  @Test
  void anEndBetweenTwoTracesPartsTwoProcesses() {
    final ProcessObservation[] facts = {
      fact(START, 110, "a.exe"), fact(END, 120, "a.exe"), fact(200, DC_START, 201, "a.exe")
    };

    assertThat(at(199.9, facts).start()).isEqualTo(110 * SECOND);
    assertThat(at(200, facts).start()).isEqualTo(200 * SECOND);
  }

  @Test
  void anotherProgramInALaterTraceIsAnotherProcess() {
    final ProcessObservation[] facts = {
      fact(DC_START, 100, "a.exe"), fact(200, DC_START, 201, "b.exe"),
    };

    assertThat(nameAt(199.9, facts)).isEqualTo("a.exe");
    assertThat(nameAt(200, facts)).isEqualTo("b.exe");
  }

  @Test
  void aProcessThatIsFoundRunningDidNotRunBeforeTheLastNewsOfTheOneBefore() {
    final ProcessObservation[] facts = {
      fact(START, 110, "a.exe"), fact(END, 120, "a.exe"), fact(DC_END, 190, "b.exe")
    };

    assertThat(nameAt(120, facts)).isEqualTo("a.exe");
    assertThat(nameAt(121, facts)).isEqualTo("b.exe");
  }

  @Test
  void aStartDuringTheRundownIsNotLostInIt() {
    final ProcessObservation[] facts = {
      fact(START, 100.5, "a.exe"), fact(DC_START, 100.6, "a.exe")
    };

    assertThat(nameAt(100, facts)).isNull();
    assertThat(at(101, facts).start()).isEqualTo((long) (100.5 * SECOND));
  }

  @Test
  void whatTwoSessionsTellIsToldOnceThoughTheirClocksDiffer() {
    final ProcessObservation[] facts = {
      fact(START, 110, "a.exe"), fact(90, START, 110.015, "a.exe"),
      fact(END, 120, "a.exe"), fact(90, END, 120.015, "a.exe"),
      fact(START, 120.01, "b.exe"), fact(90, START, 120.025, "b.exe"),
    };

    assertThat(at(115, facts).start()).isEqualTo(110 * SECOND);
    assertThat(at(120.01, facts)).isEqualTo(at(150, facts));
    assertThat(at(150, facts).start()).isEqualTo((long) (120.01 * SECOND));
  }

  @Test
  void ofTwoSessionsTheEarlierTellsSinceWhenAProcessIsKnown() {
    final ProcessObservation[] facts = {
      fact(DC_START, 101, "a.exe"), fact(90, DC_START, 102, "a.exe")
    };

    assertThat(nameAt(90, facts)).isEqualTo("a.exe");
    assertThat(at(90, facts)).isEqualTo(at(110, facts));
  }

  @Test
  void aServiceIsShownWhicheverFactTellsIt() {
    final ProcessObservation end =
        new ProcessObservation(
            null, TRACE * SECOND, END, PID, 120 * SECOND, "svchost.exe", "Dnscache");

    assertThat(at(115, fact(START, 110, "svchost.exe"), end))
        .isEqualTo(new ProcessInstance(PID, 110 * SECOND, "svchost.exe", "svchost.exe (Dnscache)"));
  }

  @Test
  void aProcessWithoutANameIsOneNoneTheLess() {
    final ProcessObservation[] facts = {fact(DC_START, 100, "a.exe"), fact(START, 110, "")};

    assertThat(at(110, facts)).isEqualTo(new ProcessInstance(PID, 110 * SECOND, "", null));
  }

  @Test
  void aPidOfAnotherMachineIsAnother() {
    final ProcessObservation here = fact(START, 110, "a.exe");
    final ProcessObservation there =
        new ProcessObservation("there", TRACE * SECOND, START, PID, 105 * SECOND, "b.exe", null);
    final ProcessCatalog catalog = ProcessCatalog.of(List.of(here, there));

    assertThat(catalog.onHost(null).find(PID, 120 * SECOND).name()).isEqualTo("a.exe");
    assertThat(catalog.onHost("there").find(PID, 120 * SECOND).name()).isEqualTo("b.exe");
    assertThat(catalog.onHost("elsewhere").find(PID, 120 * SECOND)).isNull();
  }

  @Test
  void everyPidIsFoundAmongMany() {
    final ProcessObservation[] facts = new ProcessObservation[10_000];
    for (int i = 0; i < facts.length; i++) {
      facts[i] = new ProcessObservation(null, 0, START, 4L * i, i, "p" + i, null);
    }
    final ProcessTable processes = ProcessCatalog.of(Arrays.asList(facts)).onHost(null);
    for (int i = 0; i < facts.length; i++) {
      assertThat(processes.find(4L * i, i).name()).isEqualTo("p" + i);
      assertThat(processes.find(4L * i + 1, i)).isNull();
    }
  }
}
