package org.etwflow.flow.accumulator;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.etwflow.event.SendIPV4;

/**
 * How many ticks the sends of one key took, and how long such a tick is: 10 or 100 ms, depending on
 * the Windows that recorded them, and nothing in the trace says which.
 *
 * <p>Payloads of version 0 and 1 have no ticks. A send that ends before it starts, which is one of
 * 2^31 ticks and over, was not recorded right and does not count.
 */
final class SendTicks {

  private static final int NONE = -1;

  private long count;
  private long sum;
  private long min = Long.MAX_VALUE;
  private long max;
  private final TickOrigin ofShortTick = new TickOrigin(10);
  private final TickOrigin ofLongTick = new TickOrigin(100);

  /** How many ticks a send took, if it counts: less than 0 if not. */
  static int of(final SendIPV4 send) {
    return send.hasTicks() ? (int) (send.endtime - send.startime) : NONE;
  }

  void add(final SendBatch sends, final int from, final int to) {
    for (int place = from; place < to; place++) {
      final int ticks = sends.ticks(place);
      if (ticks >= 0) {
        add(ticks, sends.time(place), sends.endtime(place));
      }
    }
  }

  private void add(final int ticks, final long time, final long endtime) {
    count++;
    sum += ticks;
    min = Math.min(min, ticks);
    max = Math.max(max, ticks);
    ofShortTick.add(time, endtime);
    ofLongTick.add(time, endtime);
  }

  void merge(final SendTicks other) {
    count += other.count;
    sum = SaturatedSum.of(sum, other.sum);
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
    ofShortTick.merge(other.ofShortTick);
    ofLongTick.merge(other.ofLongTick);
  }

  /** Null if no send tells: so are the next two. */
  Long min() {
    return count == 0 ? null : min;
  }

  /** Null, too, if the sum is at its limit. */
  Double mean() {
    return count == 0 || sum == SaturatedSum.LIMIT ? null : ExactDivision.of(sum, 1, count);
  }

  Long max() {
    return count == 0 ? null : max;
  }

  /**
   * In milliseconds: the one length that fits where the other clearly does not. Null if both may
   * be, since the sends are few or close together, or neither, since they are of several starts of
   * Windows.
   *
   * @param duration from the first send to the last, in 100 ns
   */
  Integer tickLength(final long duration) {
    if (count == 0) {
      return null;
    }
    if (ofShortTick.fits(duration) && ofLongTick.isRefuted(duration)) {
      return ofShortTick.tickMillis();
    }
    return ofLongTick.fits(duration) && ofShortTick.isRefuted(duration)
        ? ofLongTick.tickMillis()
        : null;
  }

  void write(final DataOutputView out) throws IOException {
    out.writeLong(count);
    out.writeLong(sum);
    out.writeLong(min);
    out.writeLong(max);
    ofShortTick.write(out);
    ofLongTick.write(out);
  }

  static SendTicks read(final DataInputView in) throws IOException {
    final SendTicks read = new SendTicks();
    read.count = in.readLong();
    read.sum = in.readLong();
    read.min = in.readLong();
    read.max = in.readLong();
    read.ofShortTick.read(in);
    read.ofLongTick.read(in);
    return read;
  }
}
