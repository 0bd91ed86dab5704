package org.etwflow.traces;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a tracing session.
 *
 * @param build the Windows version it runs on
 * @param pointerSize 4 or 8 bytes; selects the 32-bit or 64-bit log header
 * @param clock the clock of its records
 * @param frequency ticks of the performance counter per second
 * @param cpuSpeedInMhz CpuSpeedInMHz of the log header: cycles per microsecond
 * @param cpuCount number of CPUs, each with its own buffers; 1 to 256
 * @param bufferSize bytes of a buffer, a multiple of 1,024
 * @param startTime FILETIME of its start, 100 ns since 1601-01-01 UTC
 * @param upTime time from boot to the start of the session, in 100 ns
 * @param name LoggerName
 * @param logFileName LogFileName
 * @param layout layout of the buffers in the file
 * @param circularBuffers buffers in the ring of a circular file, without the log header's
 * @param zeroTail unused, zeroed bytes at the end of a preallocated file
 * @param end how the session ends
 * @param faults the faults of its buffers
 */
public record TraceSession(
    WindowsBuild build,
    int pointerSize,
    SessionClock clock,
    long frequency,
    int cpuSpeedInMhz,
    int cpuCount,
    int bufferSize,
    long startTime,
    long upTime,
    String name,
    String logFileName,
    FileLayout layout,
    int circularBuffers,
    long zeroTail,
    SessionEnd end,
    BufferFaults faults) {

  /** FILETIME of 1970-01-01. */
  static final long UNIX_EPOCH = 116_444_736_000_000_000L;

  /** FILETIME units in a second. */
  static final long SECOND = 10_000_000;

  public TraceSession {
    require(pointerSize == 4 || pointerSize == 8, "pointerSize must be 4 or 8");
    require(frequency > 0 && frequency <= 100_000_000_000L, "frequency must be 1 to 10^11");
    require(cpuSpeedInMhz > 0, "cpuSpeedInMhz must be positive");
    require(cpuCount >= 1 && cpuCount <= 256, "cpuCount must be 1 to 256");
    require(
        bufferSize >= 1024 && bufferSize <= 16 << 20 && bufferSize % 1024 == 0,
        "bufferSize must be a multiple of 1024, at most 16 MB");
    require(
        layout != FileLayout.CIRCULAR || circularBuffers > 0,
        "circularBuffers must be positive for a circular file");
    require(zeroTail >= 0, "zeroTail must not be negative");
    require(
        (end != SessionEnd.TRUNCATED && end != SessionEnd.PARTIAL_COPY)
            || (layout != FileLayout.CIRCULAR && zeroTail == 0),
        "a circular or preallocated file cannot be truncated");
  }

  /**
   * Builder with defaults: stopped 64-bit session of four CPUs, Windows 10, 64 KB, QPC at 10 MHz.
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Reading of the session's clock at its start: the timestamp of the log header record. */
  public long startTicks() {
    return clock == SessionClock.SYSTEM_TIME ? startTime : scale(upTime, SECOND, ticksPerSecond());
  }

  /**
   * Converts a time to a timestamp, rounded down to a tick.
   *
   * @param sinceStart 100 ns since the session's start, not negative
   */
  public long ticksAt(long sinceStart) {
    return startTicks() + scale(sinceStart, SECOND, ticksPerSecond());
  }

  /** Converts a timestamp to a FILETIME, rounded down to 100 ns. */
  public long timeOf(long ticks) {
    return startTime + scale(ticks - startTicks(), ticksPerSecond(), SECOND);
  }

  /** Converts a FILETIME to the unit of startime and endtime: ticks since boot, modulo 2^32. */
  public int tickOf(long time) {
    return (int) ((time - startTime + upTime) / (build.tickMillis() * 10_000L));
  }

  /** Frequency of the session's clock in Hz. */
  public long ticksPerSecond() {
    return switch (clock) {
      case QPC -> frequency;
      case SYSTEM_TIME -> SECOND;
      case CPU_CYCLES -> cpuSpeedInMhz * 1_000_000L;
    };
  }

  /** Computes count * to / from, rounded down, without overflow of the product. */
  private static long scale(long count, long from, long to) {
    return Math.floorDiv(count, from) * to + Math.floorMod(count, from) * to / from;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /** Builder of {@link TraceSession}; each setter has the name of its component. */
  public static final class Builder {

    private static final String KERNEL_LOG = "C:\\PerfLogs\\network.etl";

    private WindowsBuild build = WindowsBuild.WINDOWS_10;
    private int pointerSize = 8;
    private SessionClock clock = SessionClock.QPC;
    private long frequency = 10_000_000;
    private int cpuSpeedInMhz = 2_592;
    private int cpuCount = 4;
    private int bufferSize = 0x10000;
    private long startTime = fileTime(Instant.parse("2026-03-02T09:00:00Z"));
    private long upTime = 93_784_567L * SECOND / 1_000;
    private @Nullable String name;
    private @Nullable String logFileName;
    private FileLayout layout = FileLayout.SEQUENTIAL;
    private int circularBuffers;
    private long zeroTail;
    private SessionEnd end = SessionEnd.STOPPED;
    private BufferFaults faults = sequenceNumber -> BufferFault.NONE;

    private Builder() {}

    public Builder build(WindowsBuild value) {
      build = value;
      return this;
    }

    public Builder pointerSize(int value) {
      pointerSize = value;
      return this;
    }

    public Builder clock(SessionClock value) {
      clock = value;
      return this;
    }

    public Builder frequency(long value) {
      frequency = value;
      return this;
    }

    public Builder cpuSpeedInMhz(int value) {
      cpuSpeedInMhz = value;
      return this;
    }

    public Builder cpuCount(int value) {
      cpuCount = value;
      return this;
    }

    public Builder bufferSize(int value) {
      bufferSize = value;
      return this;
    }

    public Builder startTime(Instant value) {
      startTime = fileTime(value);
      return this;
    }

    /** Sets the time from boot to the start of the session, in 100 ns. */
    public Builder upTime(long value) {
      upTime = value;
      return this;
    }

    /** Sets LoggerName; the default is the kernel logger, or the relogger of a compressed file. */
    public Builder name(String value) {
      name = value;
      return this;
    }

    public Builder logFileName(String value) {
      logFileName = value;
      return this;
    }

    public Builder layout(FileLayout value) {
      layout = value;
      return this;
    }

    /** Selects a circular file with a ring of the given number of buffers. */
    public Builder circular(int buffers) {
      circularBuffers = buffers;
      return layout(FileLayout.CIRCULAR);
    }

    public Builder zeroTail(long bytes) {
      zeroTail = bytes;
      return this;
    }

    public Builder end(SessionEnd value) {
      end = value;
      return this;
    }

    public Builder faults(BufferFaults value) {
      faults = value;
      return this;
    }

    /**
     * Creates the session.
     *
     * @throws IllegalArgumentException if a value is out of range or two values exclude each other
     */
    public TraceSession build() {
      final boolean merged = layout == FileLayout.COMPRESSED;
      return new TraceSession(
          build,
          pointerSize,
          clock,
          frequency,
          cpuSpeedInMhz,
          cpuCount,
          bufferSize,
          startTime,
          upTime,
          name == null ? (merged ? "Relogger" : "NT Kernel Logger") : name,
          logFileName == null ? (merged ? "[multiple files]" : KERNEL_LOG) : logFileName,
          layout,
          circularBuffers,
          zeroTail,
          end,
          faults);
    }

    private static long fileTime(Instant time) {
      return UNIX_EPOCH + time.getEpochSecond() * SECOND + time.getNano() / 100;
    }
  }
}
