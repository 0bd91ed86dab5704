package org.etwflow.flow.accumulator;

import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * The gaps between consecutive sends of one key, in the order of time and not in that of counting:
 * buffers of several processors interleave. Sends counted by different tasks may lie between each
 * other. So times are kept for as long as others may come between them:
 *
 * <ul>
 *   <li><b>Open</b>, as all are at first: the times of the sends, in some 3 bytes each.
 *   <li><b>Folded</b>, by {@link #close}: the gaps of a stretch of time, in 57 bytes however many
 *       sends it has.
 * </ul>
 *
 * <p>Merging is exact or refused, in whatever order:
 *
 * <ul>
 *   <li>open and open is open: the times of both;
 *   <li>folded and folded is folded, the gap between the two included, if one lies entirely before
 *       the other; they may touch: two sends of the same time are 0 apart;
 *   <li>folded and open is folded: the open one is folded for it;
 *   <li>folded ones that overlap cannot be merged: a send of one lies in a gap of the other, and
 *       which one is no longer known.
 * </ul>
 *
 * <p>So what is folded has to be merged in the order of time, forwards or backwards. Nothing
 * counted is neither before nor behind anything.
 */
final class SendGaps implements GroupCounts<SendGaps> {

  /** FILETIMEs, in no order; null if folded. */
  private @Nullable PackedTimes open = new PackedTimes();

  /** Without a send if open. */
  private GapSummary folded = GapSummary.NONE;

  /** Counts sends. Not allowed once folded. */
  @Override
  public void add(final SendBatch sends, final int from, final int to) {
    final PackedTimes times = open;
    if (times == null) {
      throw new IllegalStateException("a send of what is closed");
    }
    for (int place = from; place < to; place++) {
      times.add(sends.time(place));
    }
  }

  @Override
  public boolean merge(final SendGaps other) {
    if (open != null && other.open != null) {
      return open.add(other.open);
    }
    final GapSummary joined = stretch().join(other.stretch());
    if (joined == null) {
      return false;
    }
    become(joined);
    return true;
  }

  @Override
  public void close() {
    become(stretch());
  }

  private void become(final GapSummary stretch) {
    folded = stretch;
    open = null;
  }

  /** The gaps of all that was counted so far. */
  GapSummary stretch() {
    if (open == null) {
      return folded;
    }
    final long[] times = open.unpack();
    Arrays.sort(times);
    return GapSummary.of(times);
  }

  @Override
  public void write(final DataOutputView out) throws IOException {
    out.writeBoolean(open == null);
    if (open == null) {
      folded.write(out);
    } else {
      open.write(out);
    }
  }

  @Override
  public void read(final DataInputView in) throws IOException {
    if (in.readBoolean()) {
      become(GapSummary.read(in));
    } else {
      open = PackedTimes.read(in);
    }
  }
}
