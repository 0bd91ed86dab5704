package org.etwflow.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/**
 * Compares catalogs with a simulated machine: successive processes, and sessions that begin and end
 * at any time, each with its own clock.
 */
class ProcessCatalogReferenceTest {

  private static final long SECOND = 10_000_000;

  /** Processes start and end at multiples of this step, which exceeds every clock difference. */
  private static final long STEP = 4 * SECOND;

  private static final int STEPS = 60;

  private static final List<ProcessObservation.Kind> KINDS =
      List.of(ProcessObservation.Kind.values());

  /** A process with its times in steps. */
  private record Life(long processId, int start, int end, String name) {

    boolean runsAt(final long moment) {
      return start * STEP < moment && moment < end * STEP;
    }
  }

  private record Session(long begin, long end, long skew) {

    boolean covers(final long moment) {
      return begin < moment && moment < end;
    }

    ProcessObservation tell(
        final ProcessObservation.Kind kind, final Life life, final long moment) {
      return new ProcessObservation(
          null, begin + skew, kind, life.processId, moment + skew, life.name, null);
    }

    boolean observes(final Life life) {
      return life.runsAt(begin) || covers(life.start * STEP);
    }

    /** Time since which the session shows that a process runs. */
    long since(final Life life) {
      return skew + (life.runsAt(begin) ? begin : life.start * STEP);
    }
  }

  private static List<Life> lives(final Random random) {
    final List<Life> lives = new ArrayList<>();
    for (long processId = 0; processId < 4; processId++) {
      int step = 1 + random.nextInt(10);
      while (step < STEPS) {
        final int end = step + 1 + random.nextInt(12);
        lives.add(new Life(processId * 4, step, end, "p" + lives.size()));
        // The PID may be reused at once.
        step = end + random.nextInt(6);
      }
    }
    return lives;
  }

  private static List<Session> sessions(final Random random) {
    final List<Session> sessions = new ArrayList<>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      final int begin = random.nextInt(STEPS);
      final int end = begin + 1 + random.nextInt(30);
      final long skew = random.nextLong(-4_000_000, 4_000_000);
      sessions.add(new Session(begin * STEP + SECOND, end * STEP + 2 * SECOND, skew));
    }
    return sessions;
  }

  private static List<ProcessObservation> observations(
      final List<Life> lives, final List<Session> sessions) {
    final List<ProcessObservation> observations = new ArrayList<>();
    for (final Session session : sessions) {
      for (final Life life : lives) {
        if (life.runsAt(session.begin)) {
          observations.add(session.tell(ProcessObservation.Kind.DC_START, life, session.begin));
        }
        if (session.covers(life.start * STEP)) {
          observations.add(session.tell(ProcessObservation.Kind.START, life, life.start * STEP));
        }
        if (session.covers(life.end * STEP)) {
          observations.add(session.tell(ProcessObservation.Kind.END, life, life.end * STEP));
        }
        if (life.runsAt(session.end)) {
          observations.add(session.tell(ProcessObservation.Kind.DC_END, life, session.end));
        }
      }
    }
    return observations;
  }

  /** The expected owner of a PID: the latest process that any session has observed by then. */
  private static Life expected(
      final List<Life> lives,
      final List<Session> sessions,
      final long processId,
      final long moment) {
    return lives.stream()
        .filter(life -> life.processId == processId)
        .filter(life -> since(life, sessions).anyMatch(since -> since <= moment))
        .max(Comparator.comparingInt(Life::start))
        .orElse(null);
  }

  private static LongStream since(final Life life, final List<Session> sessions) {
    return sessions.stream()
        .filter(session -> session.observes(life))
        .mapToLong(session -> session.since(life));
  }

  @Property(tries = 300)
  void pid_isMappedToItsOwner(@ForAll final long seed) {
    final Random random = new Random(seed);
    final List<Life> lives = lives(random);
    final List<Session> sessions = sessions(random);
    final ProcessTable processes = ProcessCatalog.of(observations(lives, sessions)).onHost(null);

    for (long processId = 0; processId < 20; processId += 2) {
      for (int step = 0; step < STEPS + 40; step++) {
        final long moment = step * STEP + STEP / 2 + SECOND;
        final ProcessInstance found = processes.find(processId, moment);
        final Life life = expected(lives, sessions, processId, moment);
        assertThat(found == null ? null : found.name()).isEqualTo(life == null ? null : life.name);
      }
    }
  }

  @Property(tries = 100)
  void instances_areOneToOneWithProcesses(@ForAll final long seed) {
    final Random random = new Random(seed);
    final List<Life> lives = lives(random);
    final List<Session> sessions = sessions(random);
    final ProcessTable processes = ProcessCatalog.of(observations(lives, sessions)).onHost(null);

    for (final Life life : lives) {
      final List<Long> starts =
          LongStream.range(0, STEPS + 40)
              .map(step -> step * STEP + STEP / 2 + SECOND)
              .filter(moment -> life.equals(expected(lives, sessions, life.processId, moment)))
              .mapToObj(moment -> processes.find(life.processId, moment).start())
              .distinct()
              .toList();
      assertThat(starts).hasSizeLessThanOrEqualTo(1);
    }
  }

  @Property(tries = 200)
  void catalog_isIndependentOfOrderAndDuplicates(
      @ForAll final long seed, @ForAll @LongRange(min = 1, max = 3) final long copies) {
    final Random random = new Random(seed);
    final List<Life> lives = lives(random);
    final List<ProcessObservation> observations =
        anyFacts(random, observations(lives, sessions(random)));
    final ProcessTable processes = ProcessCatalog.of(observations).onHost(null);

    final List<ProcessObservation> shuffled = new ArrayList<>();
    for (long copy = 0; copy < copies; copy++) {
      shuffled.addAll(observations);
    }
    Collections.shuffle(shuffled, random);
    final ProcessTable others = ProcessCatalog.of(shuffled).onHost(null);

    for (long processId = 0; processId < 20; processId += 4) {
      for (long moment = 0; moment < (STEPS + 40) * STEP; moment += SECOND) {
        assertThat(others.find(processId, moment)).isEqualTo(processes.find(processId, moment));
      }
    }
  }

  /** Random observations with few times and names, so that many contradict each other. */
  private static List<ProcessObservation> anyFacts(
      final Random random, final List<ProcessObservation> observations) {
    return observations.stream()
        .filter(observation -> random.nextInt(4) > 0)
        .map(
            observation ->
                new ProcessObservation(
                    null,
                    observation.traceStart(),
                    KINDS.get(random.nextInt(KINDS.size())),
                    observation.processId(),
                    observation.time() / (20 * SECOND) * (20 * SECOND),
                    "p" + random.nextInt(2),
                    random.nextBoolean() ? null : "s" + random.nextInt(2)))
        .toList();
  }
}
