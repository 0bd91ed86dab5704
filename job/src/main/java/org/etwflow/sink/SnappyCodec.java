package org.etwflow.sink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/** Compresses Parquet pages with Snappy, which is a dependency of Flink. */
final class SnappyCodec
    implements CompressionCodecFactory, CompressionCodecFactory.BytesInputCompressor {

  @Override
  public BytesInputCompressor getCompressor(final CompressionCodecName codec) {
    return this;
  }

  @Override
  public BytesInput compress(final BytesInput page) throws IOException {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.toIntExact(page.size()));
    page.writeAllTo(bytes);
    return BytesInput.from(Snappy.compress(bytes.toByteArray()));
  }

  @Override
  public CompressionCodecName getCodecName() {
    return CompressionCodecName.SNAPPY;
  }

  @Override
  public BytesInputDecompressor getDecompressor(final CompressionCodecName codec) {
    throw new UnsupportedOperationException("this codec only compresses");
  }

  @Override
  public void release() {}
}
