package org.etwflow.process;

import org.apache.flink.annotation.PublicEvolving;

/**
 * A process from its start to its end: what a PID stands for until another process gets it.
 *
 * @param processId uint32
 * @param start since when it is known to run, which tells it from others with its PID: FILETIME, or
 *     {@link #SINCE_EVER} if it ran before the first that is known of its PID
 * @param imageName file name of its program, such as {@code svchost.exe}; empty if it is not told
 * @param name as it is shown: with the service of a {@code svchost.exe}; null if it is not told
 */
@PublicEvolving
public record ProcessInstance(long processId, long start, String imageName, String name) {

  /** Of {@link #start} if nothing tells when it started. */
  public static final long SINCE_EVER = 0;

  static ProcessInstance of(
      final long processId, final long start, final String imageName, final String service) {
    return new ProcessInstance(processId, start, imageName, shown(imageName, service));
  }

  private static String shown(final String imageName, final String service) {
    if (imageName.isEmpty()) {
      return null;
    }
    return service == null ? imageName : imageName + " (" + service + ')';
  }
}
