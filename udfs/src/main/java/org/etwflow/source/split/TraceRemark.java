package org.etwflow.source.split;

import java.io.Serializable;
import org.apache.flink.annotation.Internal;
import org.jspecify.annotations.Nullable;

/**
 * What comparing the inputs showed of a trace.
 *
 * @param duplicateOf path of the trace that holds all records of this one, which is therefore not
 *     counted; null if it is counted
 * @param note a warning about the trace; null if there is none
 */
@Internal
public record TraceRemark(@Nullable String duplicateOf, @Nullable String note)
    implements Serializable {

  /** Nothing to remark. */
  public static final TraceRemark NONE = new TraceRemark(null, null);

  private static final long serialVersionUID = 1L;

  /** Of a trace that is left out, since another one holds all of its records. */
  public static TraceRemark duplicateOf(final String path) {
    return new TraceRemark(path, null);
  }

  /** Of a trace that is counted, with a warning. */
  public static TraceRemark note(final String text) {
    return new TraceRemark(null, text);
  }

  /** The same with one more warning. */
  public TraceRemark withNote(final String text) {
    return new TraceRemark(duplicateOf, note == null ? text : note + "; " + text);
  }

  /** The same with the warning of another remark, if there is one. */
  public TraceRemark with(final TraceRemark other) {
    return other.note == null ? this : withNote(other.note);
  }

  /** Whether the trace is left out. */
  public boolean isDuplicate() {
    return duplicateOf != null;
  }
}
