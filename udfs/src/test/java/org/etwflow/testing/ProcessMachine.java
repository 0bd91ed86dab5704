package org.etwflow.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.etwflow.traces.HeaderKind;
import org.etwflow.traces.ProcessEvent;
import org.etwflow.traces.RecordEncoding;
import org.etwflow.traces.TraceSession;
import org.etwflow.traces.TraceWriter;
import org.etwflow.traces.TrafficEvent;
import org.etwflow.traces.TrafficFlow;
import org.etwflow.traces.TrafficType;
import org.etwflow.traces.TrafficType.Kind;
import org.etwflow.traces.WrittenTrace;

/**
 * Simulated host that assigns a few PIDs to one process after the other, with the owner of each
 * send and receive. Process records are logged by any CPU, often by one that logs little else. They
 * are then at the end of the file, long after the events that they explain.
 */
public final class ProcessMachine {

  private static final int CPUS = 4;
  private static final int PIDS = 6;
  private static final int EVENT_CPUS = 3;
  private static final long UNITS_PER_SECOND = 10_000_000;

  private static final String[][] PROGRAMS = {
    {"chrome.exe", "\"C:\\Program Files\\chrome.exe\" --type=utility", "chrome.exe"},
    {"svchost.exe", "svchost.exe -k NetworkService -p -s Dnscache", "svchost.exe (Dnscache)"},
    {"svchost.exe", "svchost.exe -k netsvcs -p -s BITS", "svchost.exe (BITS)"},
    {"svchost.exe", "svchost.exe -k LocalService", "svchost.exe"},
    {"java.exe", "", "java.exe"},
  };

  private static final TrafficType[] TYPES = {
    TrafficType.TCP_SEND_IPV4,
    TrafficType.TCP_RECEIVE_IPV4,
    TrafficType.TCP_SEND_IPV6,
    TrafficType.TCP_RECEIVE_IPV6,
    TrafficType.UDP_SEND_IPV6,
    TrafficType.UDP_RECEIVE_IPV4,
  };

  private final Random random;
  private final TraceSession session;
  private final List<Owned> events = new ArrayList<>();
  private final Map<Integer, Life> owners = new HashMap<>();
  private int lives;
  private long time;

  /**
   * Send or receive with its owner.
   *
   * @param owner null if the trace does not contain the owner
   * @param time FILETIME
   */
  public record Owned(Life owner, TrafficType type, TrafficFlow flow, long time, long size) {

    /** PID, which is negative from 2^31 on. */
    public int processId() {
      return flow.processId();
    }

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

  /** Trace of a session, with its sends and receives. */
  public record Recorded(WrittenTrace trace, List<Owned> events) {

    /** Number of bytes of the events of a kind. */
    public static long octets(final List<Owned> events, final Kind kind) {
      return events.stream()
          .filter(event -> event.type().kind() == kind)
          .mapToLong(Owned::size)
          .sum();
    }

    /** Number of the events of a kind. */
    public static long count(final List<Owned> events, final Kind kind) {
      return events.stream().filter(event -> event.type().kind() == kind).count();
    }
  }

  /** Records a number of sends and receives, over about a minute. */
  public static Recorded record(final long seed, final int eventCount) {
    final ProcessMachine machine = new ProcessMachine(seed);
    final WrittenTrace trace =
        WrittenTrace.of(machine.session, writer -> machine.run(writer, eventCount));
    return new Recorded(trace, machine.events);
  }

  private void run(final TraceWriter writer, final int eventCount) {
    for (int pid = 0; pid < PIDS / 2; pid++) {
      log(writer, ProcessEvent.Kind.DC_START, begin(pid));
    }
    final Map<Integer, Life> running = new HashMap<>(owners);
    while (events.size() < eventCount) {
      time += 1 + random.nextLong(2 * 60 * UNITS_PER_SECOND / eventCount);
      final int pid = random.nextInt(PIDS);
      if (!running.containsKey(pid) && random.nextInt(3) == 0) {
        running.put(pid, begin(pid));
        log(writer, ProcessEvent.Kind.START, running.get(pid));
      } else if (running.containsKey(pid) && random.nextInt(20) == 0) {
        log(writer, ProcessEvent.Kind.END, running.remove(pid));
      } else {
        event(writer, pid);
      }
    }
    running.values().forEach(life -> log(writer, ProcessEvent.Kind.DC_END, life));
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

  private void log(final TraceWriter writer, final ProcessEvent.Kind kind, final Life life) {
    writer.process(
        random.nextInt(CPUS),
        session.ticksAt(time),
        random.nextBoolean() ? HeaderKind.PERFINFO : HeaderKind.SYSTEM,
        2 + random.nextInt(3),
        new ProcessEvent(
            kind, life.processId, 4, life.image, life.commandLine, random.nextBoolean()));
  }

  private void event(final TraceWriter writer, final int pid) {
    final TrafficType type = TYPES[random.nextInt(TYPES.length)];
    final String prefix = type.isIpv6() ? "2001:db8::" : "198.18.0.";
    final TrafficFlow flow = TrafficFlow.of(processId(pid), prefix + 9, 50_000, prefix + pid, 443);
    final int size = 1 + random.nextInt(100_000);
    final long ticks = session.ticksAt(time);
    writer.event(
        random.nextInt(EVENT_CPUS),
        ticks,
        RecordEncoding.of(HeaderKind.PERFINFO),
        TrafficEvent.of(type, flow, size));
    events.add(new Owned(owners.get(pid), type, flow, session.timeOf(ticks), size));
  }
}
