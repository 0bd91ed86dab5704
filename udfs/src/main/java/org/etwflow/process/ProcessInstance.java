package org.etwflow.process;

import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/**
 * A process: the owner of a PID until another process gets it.
 *
 * @param processId uint32
 * @param start time since which it is known to run: FILETIME, or {@link #UNKNOWN_START} if it is
 *     the first known process of its PID and its start was not recorded; identifies the process
 *     among those with its PID
 * @param imageName file name of its program, such as {@code svchost.exe}; empty if unknown
 * @param name display name: the image name, with the service of a {@code svchost.exe}; null if
 *     unknown
 */
@PublicEvolving
public record ProcessInstance(long processId, long start, String imageName, @Nullable String name) {

  /** Value of {@link #start} if the start was not recorded. */
  public static final long UNKNOWN_START = 0;

  static ProcessInstance of(
      final long processId,
      final long start,
      final String imageName,
      final @Nullable String service) {
    return new ProcessInstance(processId, start, imageName, displayName(imageName, service));
  }

  private static @Nullable String displayName(
      final String imageName, final @Nullable String service) {
    if (imageName.isEmpty()) {
      return null;
    }
    return service == null ? imageName : imageName + " (" + service + ')';
  }
}
