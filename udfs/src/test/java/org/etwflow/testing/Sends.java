package org.etwflow.testing;

import static org.etwflow.testing.Bytes.bytes;

import java.util.List;
import org.etwflow.event.SendIPV4;
import org.etwflow.event.SendIPV4Schema;

/** Payloads and records of sends, and sends read from files. */
public final class Sends {

  public static final String TCP_IP = "9a280ac0-c8e0-11d1-84e2-00c04fb998a2";
  public static final String UDP_IP = "bf3a50c5-a9c9-4988-a005-2df0b7c80f80";
  public static final String KERNEL_NETWORK = "7dd42a49-5329-4832-8dfd-43d979153a88";

  private Sends() {}

  /** The payload of version 2, 36 bytes: 10.1.2.3:50000 sends to 192.168.4.5:443. */
  public static byte[] payload(final long process, final long size) {
    return bytes()
        .u32(process)
        .u32(size)
        .all(new byte[] {(byte) 192, (byte) 168, 4, 5, 10, 1, 2, 3})
        .u16BigEndian(443)
        .u16BigEndian(50_000)
        .u32(1_000)
        .u32(1_002)
        .u32(0)
        .u32(0)
        .toArray();
  }

  /** A record of the kernel logger with that payload. */
  public static byte[] record(final long process, final long size, final long ticks) {
    return RecordBytes.system(2, 2, 0x060A, ticks, payload(process, size));
  }

  /** All TCP sends over IPv4 of a file, in file order. */
  public static List<SendIPV4> in(final byte[] file) {
    return TraceFiles.events(file, new SendIPV4Schema(), SendIPV4::copy);
  }
}
