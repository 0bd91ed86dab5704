package org.etwflow.event;

import org.apache.flink.annotation.Internal;
import org.etwflow.etl.Guid;

/** GUIDs of the event classes and providers of network events. */
@Internal
public final class NetworkGuids {

  /** Event class TcpIp. */
  public static final Guid TCP_IP = Guid.of("9a280ac0-c8e0-11d1-84e2-00c04fb998a2");

  /** Event class UdpIp. */
  public static final Guid UDP_IP = Guid.of("bf3a50c5-a9c9-4988-a005-2df0b7c80f80");

  /** Microsoft-Windows-Kernel-Network: manifest provider of the TcpIp and UdpIp events. */
  public static final Guid KERNEL_NETWORK = Guid.of("7dd42a49-5329-4832-8dfd-43d979153a88");

  /** Microsoft-Windows-TCPIP: the TCP/IP driver. */
  static final Guid TCPIP_DRIVER = Guid.of("2f07e2ee-15db-40f1-90ef-9d7ba282188a");

  /** Microsoft-Windows-NDIS-PacketCapture, recorded by netsh trace. */
  static final Guid NDIS_CAPTURE = Guid.of("2ed6006e-4729-4609-b423-3ee7bcd678ef");

  /** Microsoft-Windows-PktMon. */
  static final Guid PKTMON = Guid.of("4d4f80d9-c8bd-4d73-bb5b-19c90402c5ac");

  private NetworkGuids() {}
}
