package org.etwflow.flow.accumulator;

import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.etwflow.event.EventKind;
import org.jspecify.annotations.Nullable;

/**
 * Gaps between consecutive sends of one key in order of time. Sends are not counted in this order:
 * the buffers of several processors are interleaved, and several tasks count sends of the same key.
 * Times are therefore kept as long as other sends may lie between them:
 *
 * <ul>
 *   <li><b>Open</b>, initially: the times of the sends, about 3 bytes each.
 *   <li><b>Folded</b>, after {@link #close}: the summary of the gaps of an interval, 57 bytes for
 *       any number of sends.
 * </ul>
 *
 * <p>A merge is exact or refused, in any order:
 *
 * <ul>
 *   <li>open and open gives open: the times of both;
 *   <li>folded and folded gives folded, including the gap between the two, if one interval lies
 *       entirely before the other. They may touch: two sends of the same time are 0 apart;
 *   <li>folded and open gives folded: the open one is folded first;
 *   <li>folded ones that overlap cannot be merged: a send of one lies in an unknown gap of the
 *       other.
 * </ul>
 *
 * <p>Folded gaps must therefore be merged in ascending or descending order of time. Empty ones can
 * be merged with any others.
 */
final class SendGaps implements GroupCounts<SendGaps> {

  /** Unordered FILETIMEs; null if folded. */
  private @Nullable PackedTimes open = new PackedTimes();

  /** Without a send if open. */
  private GapSummary folded = GapSummary.NONE;

  /** Adds the sends among some events. Not allowed when folded. */
  @Override
  public void add(final EventBatch events, final int from, final int to) {
    final PackedTimes times = open;
    if (times == null) {
      throw new IllegalStateException("sends cannot be added to closed gaps");
    }
    for (int place = from; place < to; place++) {
      if (events.kind(place) == EventKind.SEND) {
        times.add(events.time(place));
      }
    }
  }

  @Override
  public boolean merge(final SendGaps other) {
    if (open != null && other.open != null) {
      return open.add(other.open);
    }
    final GapSummary joined = summary().join(other.summary());
    if (joined == null) {
      return false;
    }
    become(joined);
    return true;
  }

  @Override
  public void close() {
    become(summary());
  }

  private void become(final GapSummary summary) {
    folded = summary;
    open = null;
  }

  /** Returns the summary of the gaps of all sends so far. */
  GapSummary summary() {
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
