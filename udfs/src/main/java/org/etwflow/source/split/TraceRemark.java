package org.etwflow.source.split;

import java.io.Serializable;
import org.apache.flink.annotation.Internal;
import org.jspecify.annotations.Nullable;

/**
 * Result of comparing a trace with the other inputs.
 *
 * @param duplicateOf path of the trace that contains all records of this one, which is therefore
 *     not counted; null if it is counted
 * @param note warning about the trace; null if there is none
 */
@Internal
public record TraceRemark(@Nullable String duplicateOf, @Nullable String note)
    implements Serializable {

  /** No remark. */
  public static final TraceRemark NONE = new TraceRemark(null, null);

  private static final long serialVersionUID = 1L;

  /**
   * Creates the remark of a trace that is not counted, since another one contains all of its
   * records.
   */
  public static TraceRemark duplicateOf(final String path) {
    return new TraceRemark(path, null);
  }

  /** Creates the remark of a counted trace with a warning. */
  public static TraceRemark note(final String text) {
    return new TraceRemark(null, text);
  }

  /** Returns a copy with another warning. */
  public TraceRemark withNote(final String text) {
    return new TraceRemark(duplicateOf, note == null ? text : note + "; " + text);
  }

  /** Returns a copy with the warning of another remark, if there is one. */
  public TraceRemark with(final TraceRemark other) {
    return other.note == null ? this : withNote(other.note);
  }

  /** Whether the trace is not counted. */
  public boolean isDuplicate() {
    return duplicateOf != null;
  }
}
