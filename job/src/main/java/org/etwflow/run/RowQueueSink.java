package org.etwflow.run;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * A sink that puts rows into a {@link RowQueue} of this process. It is stateless: after a restore
 * from a checkpoint, rows may be put a second time.
 *
 * @param queue id of the queue
 */
record RowQueueSink<T>(String queue) implements Sink<T> {

  @Override
  public SinkWriter<T> createWriter(final WriterInitContext context) {
    return new Writer<>(RowQueue.find(queue));
  }

  private record Writer<T>(RowQueue<T> rows) implements SinkWriter<T> {

    @Override
    public void write(final T row, final Context context) throws InterruptedException {
      rows.put(row);
    }

    /** Does nothing: {@code write} has put each row into the queue. */
    @Override
    public void flush(final boolean endOfInput) {}

    @Override
    public void close() {}
  }
}
