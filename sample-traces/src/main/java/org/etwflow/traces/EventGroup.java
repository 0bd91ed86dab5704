package org.etwflow.traces;

import java.util.UUID;

/** Event groups of the kernel logger with the GUIDs of their MOF classes. */
enum EventGroup {
  DISK(0x01, "3d6fa8d4-fe05-11d0-9dda-00c04fd7ba7c"),
  PROCESS(0x03, "3d6fa8d0-fe05-11d0-9dda-00c04fd7ba7c"),
  THREAD(0x05, "3d6fa8d1-fe05-11d0-9dda-00c04fd7ba7c"),
  TCP(0x06, "9a280ac0-c8e0-11d1-84e2-00c04fb998a2"),
  UDP(0x08, "bf3a50c5-a9c9-4988-a005-2df0b7c80f80"),
  PERFINFO(0x0F, "ce1dbfb4-137e-4da6-87b0-3f59aa102cbc");

  private final int code;
  private final UUID guid;

  EventGroup(int code, String guid) {
    this.code = code;
    this.guid = UUID.fromString(guid);
  }

  /** Group of a kernel logger's header. */
  int code() {
    return code;
  }

  /** GUID of a classic header. */
  UUID guid() {
    return guid;
  }
}
