package org.etwflow.flow.accumulator;

import java.io.IOException;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.etwflow.serialization.VariableLengthSerializer;

/**
 * The form of accumulators between tasks and in states: which groups of statistics follow, the
 * core, the groups. So what was written before there was a group can be read as it stands.
 */
@Internal
public final class FlowAccumulatorSerializer extends VariableLengthSerializer<FlowAccumulator> {

  private static final long serialVersionUID = 1L;

  public static final FlowAccumulatorSerializer INSTANCE = new FlowAccumulatorSerializer();

  private static final int DETAILS = 1;
  private static final int SIZES = 1 << 1;
  private static final int DISTINCT = 1 << 2;
  private static final int TICKS = 1 << 3;
  private static final int GAPS = 1 << 4;

  private FlowAccumulatorSerializer() {}

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public FlowAccumulator createInstance() {
    return new FlowAccumulator();
  }

  @Override
  public FlowAccumulator copy(final FlowAccumulator from) {
    return from.copy();
  }

  @Override
  public void serialize(final FlowAccumulator from, final DataOutputView out) throws IOException {
    out.writeByte(groups(from.details));
    out.writeLong(from.sendCount);
    out.writeLong(from.sendOctets);
    out.writeLong(from.sendOctetsMin);
    out.writeLong(from.sendOctetsMax);
    out.writeLong(from.sendOctetsSquaredHigh);
    out.writeLong(from.sendOctetsSquaredLow);
    out.writeLong(from.flowStart);
    out.writeLong(from.flowEnd);
    if (from.details != null) {
      serialize(from.details, out);
    }
  }

  private static int groups(final FlowDetails details) {
    return details == null
        ? 0
        : DETAILS
            | (details.sizes == null ? 0 : SIZES)
            | (details.distinct == null ? 0 : DISTINCT)
            | (details.ticks == null ? 0 : TICKS)
            | (details.gaps == null ? 0 : GAPS);
  }

  private static void serialize(final FlowDetails details, final DataOutputView out)
      throws IOException {
    if (details.sizes != null) {
      details.sizes.write(out);
    }
    if (details.distinct != null) {
      details.distinct.write(out);
    }
    if (details.ticks != null) {
      details.ticks.write(out);
    }
    if (details.gaps != null) {
      details.gaps.write(out);
    }
  }

  @Override
  public FlowAccumulator deserialize(final DataInputView in) throws IOException {
    final int groups = in.readUnsignedByte();
    final FlowAccumulator read = new FlowAccumulator();
    read.sendCount = in.readLong();
    read.sendOctets = in.readLong();
    read.sendOctetsMin = in.readLong();
    read.sendOctetsMax = in.readLong();
    read.sendOctetsSquaredHigh = in.readLong();
    read.sendOctetsSquaredLow = in.readLong();
    read.flowStart = in.readLong();
    read.flowEnd = in.readLong();
    read.details = (groups & DETAILS) == 0 ? null : deserialize(groups, in);
    return read;
  }

  private static FlowDetails deserialize(final int groups, final DataInputView in)
      throws IOException {
    final FlowDetails details = new FlowDetails();
    details.sizes = (groups & SIZES) == 0 ? null : SizeHistogram.read(in);
    details.distinct = (groups & DISTINCT) == 0 ? null : DistinctCounts.read(in);
    details.ticks = (groups & TICKS) == 0 ? null : SendTicks.read(in);
    details.gaps = (groups & GAPS) == 0 ? null : SendGaps.read(in);
    return details;
  }

  @Override
  public TypeSerializerSnapshot<FlowAccumulator> snapshotConfiguration() {
    return new FlowAccumulatorSerializerSnapshot();
  }
}
