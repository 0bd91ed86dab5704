package org.etwflow.source.event;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;
import org.etwflow.process.ProcessObservation;

/** Observations of processes in serialized form, for events and checkpoints. */
@Internal
public final class SerializedObservations implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Size of a chunk in bytes, far below the limit of 10 MB for messages in a Flink cluster. */
  private static final int CHUNK_SIZE = 1 << 20;

  private static final int INITIAL_SIZE = 1 << 10;

  private final byte[] bytes;

  private SerializedObservations(final byte[] bytes) {
    this.bytes = bytes;
  }

  /** Serializes observations into chunks that each fit into a message; at least one chunk. */
  public static List<SerializedObservations> chunks(final Collection<ProcessObservation> facts) {
    final List<SerializedObservations> chunks = new ArrayList<>();
    final DataOutputSerializer out = new DataOutputSerializer(INITIAL_SIZE);
    try {
      for (final ProcessObservation fact : facts) {
        write(fact, out);
        if (out.length() >= CHUNK_SIZE) {
          chunks.add(new SerializedObservations(out.getCopyOfBuffer()));
          out.clear();
        }
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    if (out.length() > 0 || chunks.isEmpty()) {
      chunks.add(new SerializedObservations(out.getCopyOfBuffer()));
    }
    return chunks;
  }

  /** Deserializes the observations. */
  public List<ProcessObservation> toList() {
    final List<ProcessObservation> facts = new ArrayList<>();
    final DataInputDeserializer in = new DataInputDeserializer(bytes);
    try {
      while (in.available() > 0) {
        facts.add(read(in));
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    return facts;
  }

  /** Writes the observations. The caller is responsible for versioning. */
  public void write(final DataOutputView out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** Reads observations written by {@link #write}. */
  public static SerializedObservations readFrom(final DataInputView in) throws IOException {
    final byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new SerializedObservations(bytes);
  }

  private static void write(final ProcessObservation fact, final DataOutputView out)
      throws IOException {
    StringValue.writeString(fact.host(), out);
    out.writeLong(fact.traceStart());
    out.writeUTF(fact.kind().name());
    out.writeLong(fact.processId());
    out.writeLong(fact.time());
    StringValue.writeString(fact.imageName(), out);
    StringValue.writeString(fact.service(), out);
  }

  private static ProcessObservation read(final DataInputView in) throws IOException {
    return new ProcessObservation(
        StringValue.readString(in),
        in.readLong(),
        ProcessObservation.Kind.valueOf(in.readUTF()),
        in.readLong(),
        in.readLong(),
        StringValue.readString(in),
        StringValue.readString(in));
  }

  @Override
  public boolean equals(final Object other) {
    return other instanceof SerializedObservations that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length + " bytes of observations";
  }
}
