package org.etwflow.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.etwflow.traces.Flow;
import org.etwflow.traces.HeaderKind;
import org.etwflow.traces.ProcessEvent;
import org.etwflow.traces.ProcessEvent.Kind;
import org.etwflow.traces.RecordEncoding;
import org.etwflow.traces.Send;
import org.etwflow.traces.TraceSession;
import org.etwflow.traces.TraceWriter;
import org.etwflow.traces.WrittenTrace;

/**
 * Simulated host that assigns a few PIDs to one process after the other, with the owner of each
 * send. Process records are logged by any CPU, often by one that logs little else. They are then at
 * the end of the file, long after the sends that they explain.
 */
public final class ProcessMachine {

  private static final int CPUS = 4;
  private static final int PIDS = 6;
  private static final int SEND_CPUS = 3;
  private static final long UNITS_PER_SECOND = 10_000_000;

  private static final String[][] PROGRAMS = {
    {"chrome.exe", "\"C:\\Program Files\\chrome.exe\" --type=utility", "chrome.exe"},
    {"svchost.exe", "svchost.exe -k NetworkService -p -s Dnscache", "svchost.exe (Dnscache)"},
    {"svchost.exe", "svchost.exe -k netsvcs -p -s BITS", "svchost.exe (BITS)"},
    {"svchost.exe", "svchost.exe -k LocalService", "svchost.exe"},
    {"java.exe", "", "java.exe"},
  };

  private final Random random;
  private final TraceSession session;
  private final List<Owned> sends = new ArrayList<>();
  private final Map<Integer, Life> owners = new HashMap<>();
  private int lives;
  private long time;

  /**
   * Send with its owner.
   *
   * @param owner null if the trace does not contain the owner
   * @param time FILETIME
   */
  public record Owned(Life owner, int processId, Flow flow, long time, long size) {

    /** Name of the owner in rows, or null. */
    public String name() {
      return owner == null ? null : owner.name;
    }
  }

  /**
   * Process.
   *
   * @param number unique number
   * @param name name in rows
   */
  public record Life(int number, int processId, String image, String commandLine, String name) {}

  private ProcessMachine(final long seed) {
    random = new Random(seed);
    session = TraceSession.builder().cpuCount(CPUS).bufferSize(4_096).build();
  }

  /** Trace of a session, with its sends. */
  public record Recorded(WrittenTrace trace, List<Owned> sends) {}

  /** Records a number of sends, over about a minute. */
  public static Recorded record(final long seed, final int sendCount) {
    final ProcessMachine machine = new ProcessMachine(seed);
    final WrittenTrace trace =
        WrittenTrace.of(machine.session, writer -> machine.run(writer, sendCount));
    return new Recorded(trace, machine.sends);
  }

  private void run(final TraceWriter writer, final int sendCount) {
    for (int pid = 0; pid < PIDS / 2; pid++) {
      log(writer, Kind.DC_START, begin(pid));
    }
    final Map<Integer, Life> running = new HashMap<>(owners);
    while (sends.size() < sendCount) {
      time += 1 + random.nextLong(2 * 60 * UNITS_PER_SECOND / sendCount);
      final int pid = random.nextInt(PIDS);
      if (!running.containsKey(pid) && random.nextInt(3) == 0) {
        running.put(pid, begin(pid));
        log(writer, Kind.START, running.get(pid));
      } else if (running.containsKey(pid) && random.nextInt(20) == 0) {
        log(writer, Kind.END, running.remove(pid));
      } else {
        send(writer, pid);
      }
    }
    running.values().forEach(life -> log(writer, Kind.DC_END, life));
  }

  private Life begin(final int pid) {
    final String[] program = PROGRAMS[random.nextInt(PROGRAMS.length)];
    final Life life = new Life(lives++, processId(pid), program[0], program[1], program[2]);
    owners.put(pid, life);
    return life;
  }

  private static int processId(final int pid) {
    return pid == 0 ? -4 : 4 * pid;
  }

  private void log(final TraceWriter writer, final Kind kind, final Life life) {
    writer.process(
        random.nextInt(CPUS),
        session.ticksAt(time),
        random.nextBoolean() ? HeaderKind.PERFINFO : HeaderKind.SYSTEM,
        2 + random.nextInt(3),
        new ProcessEvent(
            kind, life.processId, 4, life.image, life.commandLine, random.nextBoolean()));
  }

  private void send(final TraceWriter writer, final int pid) {
    final Flow flow = Flow.of(processId(pid), "10.0.0.1", 50_000, "198.18.0." + pid, 443);
    final int size = 1 + random.nextInt(100_000);
    final long ticks = session.ticksAt(time);
    writer.send(
        random.nextInt(SEND_CPUS),
        ticks,
        RecordEncoding.of(HeaderKind.PERFINFO),
        new Send(flow, size, 7, 7));
    sends.add(new Owned(owners.get(pid), flow.processId(), flow, session.timeOf(ticks), size));
  }
}
