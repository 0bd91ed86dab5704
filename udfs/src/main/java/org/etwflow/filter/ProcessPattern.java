package org.etwflow.filter;

import java.io.Serializable;
import org.etwflow.process.ProcessInstance;
import org.jspecify.annotations.Nullable;

/** Pattern that selects processes, by PID or by name. */
sealed interface ProcessPattern extends Serializable {

  /**
   * Whether the pattern matches a process.
   *
   * @param process null if unknown
   */
  boolean matches(long processId, @Nullable ProcessInstance process);

  /** Matches a PID, for all processes that own it. */
  record Id(long id) implements ProcessPattern {

    @Override
    public boolean matches(final long processId, final @Nullable ProcessInstance process) {
      return processId == id;
    }
  }

  /**
   * Matches the image name, or the display name with its service; case is ignored.
   *
   * @param pattern glob: {@code *} matches any text, {@code ?} one character
   */
  record Name(String pattern) implements ProcessPattern {

    @Override
    public boolean matches(final long processId, final @Nullable ProcessInstance process) {
      return process != null
          && process.name() != null
          && (matches(process.name()) || matches(process.imageName()));
    }

    /** Glob match with backtracking: on a mismatch the last star takes one more character. */
    private boolean matches(final String name) {
      int at = 0;
      int next = 0;
      int afterStar = -1;
      int starEnd = 0;
      while (next < name.length()) {
        if (at < pattern.length() && pattern.charAt(at) == '*') {
          afterStar = ++at;
          starEnd = next;
        } else if (at < pattern.length() && matches(pattern.charAt(at), name.charAt(next))) {
          at++;
          next++;
        } else if (afterStar >= 0) {
          at = afterStar;
          next = ++starEnd;
        } else {
          return false;
        }
      }
      while (at < pattern.length() && pattern.charAt(at) == '*') {
        at++;
      }
      return at == pattern.length();
    }

    private static boolean matches(final char wanted, final char given) {
      return wanted == '?'
          || wanted == given
          || Character.toLowerCase(Character.toUpperCase(wanted))
              == Character.toLowerCase(Character.toUpperCase(given));
    }
  }
}
