package org.etwflow.etl;

import org.apache.flink.annotation.PublicEvolving;

/** What identifies the event of a record: this is what the record headers differ in. */
@PublicEvolving
public enum RecordKind {
  /** System, compact and perfinfo headers of the kernel logger: a hook id (group and type). */
  KERNEL,
  /**
   * {@code EVENT_TRACE_HEADER}, or an {@code EVENT_HEADER} that is marked as classic: the GUID of
   * an event class, and a type.
   */
  CLASSIC,
  /** {@code EVENT_INSTANCE_HEADER}: a registration handle, and a type. */
  INSTANCE,
  /** {@code EVENT_HEADER}: the GUID of a provider, and an event id of its manifest. */
  MANIFEST,
  /** A WPP message: formatted by files that no trace holds. */
  MESSAGE
}
