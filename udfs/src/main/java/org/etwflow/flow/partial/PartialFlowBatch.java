package org.etwflow.flow.partial;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.etwflow.flow.accumulator.FlowAccumulatorSerializer;
import org.etwflow.flow.key.FlowKeySerializer;
import org.etwflow.flow.key.FlowPartition;

/**
 * Batch of partial flows of one {@link FlowPartition} and one pane: the record that crosses the
 * network in place of events.
 *
 * <p>The partial flows stay serialized until they are iterated over. As objects they would take
 * more than twice the memory while they wait for the end of their pane, and burden the garbage
 * collector.
 */
@Internal
@TypeInfo(PartialFlowBatchTypeInfoFactory.class)
public final class PartialFlowBatch implements Iterable<PartialFlow> {

  private final int bucket;
  private final long paneStart;
  private final byte[] written;

  PartialFlowBatch(final int bucket, final long paneStart, final byte[] written) {
    this.bucket = bucket;
    this.paneStart = paneStart;
    this.written = written;
  }

  /** Flink key of the partition. */
  public int bucket() {
    return bucket;
  }

  /** Start of the pane: milliseconds since 1970-01-01 UTC. */
  public long paneStart() {
    return paneStart;
  }

  /** Size in bytes. */
  public int size() {
    return written.length;
  }

  /** Deserializes the partial flows one by one. The caller owns them. */
  @Override
  public Iterator<PartialFlow> iterator() {
    return new Reader(new DataInputDeserializer(written));
  }

  void write(final DataOutputView out) throws IOException {
    out.writeInt(bucket);
    out.writeLong(paneStart);
    out.writeInt(written.length);
    out.write(written);
  }

  static PartialFlowBatch read(final DataInputView in) throws IOException {
    final int bucket = in.readInt();
    final long paneStart = in.readLong();
    final byte[] written = new byte[in.readInt()];
    in.readFully(written);
    return new PartialFlowBatch(bucket, paneStart, written);
  }

  private final class Reader implements Iterator<PartialFlow> {

    private final DataInputDeserializer in;

    Reader(final DataInputDeserializer in) {
      this.in = in;
    }

    @Override
    public boolean hasNext() {
      return in.available() > 0;
    }

    @Override
    public PartialFlow next() {
      try {
        return new PartialFlow(
            FlowKeySerializer.INSTANCE.deserialize(in),
            paneStart,
            FlowAccumulatorSerializer.INSTANCE.deserialize(in));
      } catch (final EOFException e) {
        throw new NoSuchElementException("no more partials");
      } catch (final IOException e) {
        throw new UncheckedIOException("unexpected I/O error on an in-memory buffer", e);
      }
    }
  }
}
