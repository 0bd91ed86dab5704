package org.etwflow.flow.accumulator;

import org.etwflow.event.NetworkEvent;
import org.jspecify.annotations.Nullable;

/**
 * Duration of sends in ticks, and the length of a tick: 10 or 100 ms, depending on the Windows
 * version that recorded them. A trace does not contain the length.
 *
 * <p>Payloads of versions 0 and 1 have no ticks. A send that ends before it starts, that is, with
 * 2^31 ticks or more, was recorded wrongly and is not counted.
 */
final class SendTicks {

  private static final int NONE = -1;

  private SendTicks() {}

  /** Returns the ticks of a send; negative if it has no valid ones. */
  static int of(final NetworkEvent send) {
    return send.hasTicks() ? (int) (send.endtime - send.startime) : NONE;
  }

  /**
   * Returns the tick length in milliseconds, if one length fits and the other one clearly does not.
   * Null if both are possible, because the sends are few or close together, or if none is, because
   * the sends are from several starts of Windows.
   */
  static @Nullable Integer tickLength(final FlowAccumulator counted) {
    if (!counted.hasAny(Counter.SEND_TICKS_COUNT)) {
      return null;
    }
    if (TickLength.SHORT.fits(counted) && TickLength.LONG.isRefuted(counted)) {
      return TickLength.SHORT.millis();
    }
    return TickLength.LONG.fits(counted) && TickLength.SHORT.isRefuted(counted)
        ? TickLength.LONG.millis()
        : null;
  }
}
