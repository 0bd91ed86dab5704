package org.etwflow.etl;

import org.apache.flink.annotation.PublicEvolving;

/** Kinds of record headers by the fields that identify the event. */
@PublicEvolving
public enum RecordKind {
  /** System, compact and perfinfo headers of the kernel logger: a hook id (group and type). */
  KERNEL,
  /**
   * {@code EVENT_TRACE_HEADER}, or an {@code EVENT_HEADER} flagged as classic: the GUID of an event
   * class and a type.
   */
  CLASSIC,
  /** {@code EVENT_INSTANCE_HEADER}: a registration handle and a type. */
  INSTANCE,
  /** {@code EVENT_HEADER}: the GUID of a provider and an event id of its manifest. */
  MANIFEST,
  /** WPP message: its format is in a file outside of the trace. */
  MESSAGE
}
