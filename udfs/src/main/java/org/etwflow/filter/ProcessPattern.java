package org.etwflow.filter;

import java.io.Serializable;
import org.etwflow.process.ProcessInstance;

/** What a process may be known by. */
sealed interface ProcessPattern extends Serializable {

  /**
   * Whether it fits a process.
   *
   * @param process null if nothing tells which one it is
   */
  boolean fits(long processId, ProcessInstance process);

  /** One PID, whatever process has it. */
  record Id(long id) implements ProcessPattern {

    @Override
    public boolean fits(final long processId, final ProcessInstance process) {
      return processId == id;
    }
  }

  /**
   * A name, with or without the service that is shown.
   *
   * @param pattern in it {@code *} stands for any text, and {@code ?} for a character; small and
   *     capital letters are the same
   */
  record Name(String pattern) implements ProcessPattern {

    @Override
    public boolean fits(final long processId, final ProcessInstance process) {
      return process != null
          && process.name() != null
          && (fits(process.name()) || fits(process.imageName()));
    }

    /** Where it does not go on, the last star takes in one character more. */
    private boolean fits(final String name) {
      int at = 0;
      int next = 0;
      int afterStar = -1;
      int starEnd = 0;
      while (next < name.length()) {
        if (at < pattern.length() && pattern.charAt(at) == '*') {
          afterStar = ++at;
          starEnd = next;
        } else if (at < pattern.length() && fits(pattern.charAt(at), name.charAt(next))) {
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

    private static boolean fits(final char wanted, final char given) {
      return wanted == '?'
          || wanted == given
          || Character.toLowerCase(Character.toUpperCase(wanted))
              == Character.toLowerCase(Character.toUpperCase(given));
    }
  }
}
