package org.etwflow.flow.accumulator;

import org.etwflow.event.SendIPV4;
import org.jspecify.annotations.Nullable;

/**
 * How many ticks sends took, and how long such a tick is: 10 or 100 ms, depending on the Windows
 * that recorded them, and nothing in the trace says which.
 *
 * <p>Payloads of version 0 and 1 have no ticks. A send that ends before it starts, which is one of
 * 2^31 ticks and over, was not recorded right and does not count.
 */
final class SendTicks {

  private static final int NONE = -1;

  private SendTicks() {}

  /** How many ticks a send took, if it counts: less than 0 if not. */
  static int of(final SendIPV4 send) {
    return send.hasTicks() ? (int) (send.endtime - send.startime) : NONE;
  }

  /**
   * The one length that fits where the other clearly does not, in milliseconds. Null if both may
   * be, since the sends are few or close together, or neither, since they are of several starts of
   * Windows.
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
