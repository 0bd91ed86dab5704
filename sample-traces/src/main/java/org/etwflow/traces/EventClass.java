package org.etwflow.traces;

/** Kernel events beside those of the network, which are a {@link TrafficType}. */
enum EventClass {
  CONTEXT_SWITCH(EventGroup.THREAD, 0x24),
  READY_THREAD(EventGroup.THREAD, 0x32),
  DISK_READ(EventGroup.DISK, 10),
  DPC(EventGroup.PERFINFO, 0x44),
  SAMPLED_PROFILE(EventGroup.PERFINFO, 0x2E),
  PROCESS_START(EventGroup.PROCESS, 1),
  PROCESS_END(EventGroup.PROCESS, 2),
  PROCESS_DC_START(EventGroup.PROCESS, 3),
  PROCESS_DC_END(EventGroup.PROCESS, 4);

  private final EventGroup group;
  private final int type;

  EventClass(EventGroup group, int type) {
    this.group = group;
    this.type = type;
  }

  EventId id() {
    return EventId.ofKernel(group, type);
  }
}
