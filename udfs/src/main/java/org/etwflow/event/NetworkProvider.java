package org.etwflow.event;

import org.apache.flink.annotation.Internal;
import org.etwflow.etl.Guid;
import org.etwflow.etl.RecordCursor;
import org.etwflow.etl.RecordKind;

/** Providers that trace the network with events other than those of {@link EventType}. */
@Internal
public enum NetworkProvider {
  /** Microsoft-Windows-TCPIP: the TCP/IP driver. */
  TCPIP_DRIVER("2f07e2ee-15db-40f1-90ef-9d7ba282188a", "events of Microsoft-Windows-TCPIP"),
  /** Microsoft-Windows-NDIS-PacketCapture, recorded by netsh trace. */
  NDIS_CAPTURE(
      "2ed6006e-4729-4609-b423-3ee7bcd678ef", "packet capture events of NDIS (netsh trace)"),
  /** Microsoft-Windows-PktMon, recorded by pktmon. */
  PKTMON("4d4f80d9-c8bd-4d73-bb5b-19c90402c5ac", "packet capture events of PktMon");

  /** Microsoft-Windows-Kernel-Network: manifest provider of the events of {@link EventType}. */
  public static final Guid KERNEL_NETWORK = Guid.of("7dd42a49-5329-4832-8dfd-43d979153a88");

  /** Number of providers. */
  public static final int COUNT = values().length;

  private static final NetworkProvider[] PROVIDERS = values();

  // A Guid is immutable.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Guid guid;

  private final String label;

  NetworkProvider(final String guid, final String label) {
    this.guid = Guid.of(guid);
    this.label = label;
  }

  /** Adds a record to the counts of its provider. */
  static void count(final RecordCursor record, final long[] counts) {
    if (record.kind() != RecordKind.MANIFEST) {
      return;
    }
    for (int i = 0; i < PROVIDERS.length; i++) {
      if (record.hasGuid(PROVIDERS[i].guid)) {
        counts[i]++;
      }
    }
  }

  /** Index in arrays. */
  @SuppressWarnings("EnumOrdinal") // Not stored.
  public int index() {
    return ordinal();
  }

  /** Description in the plural for messages. */
  public String label() {
    return label;
  }
}
