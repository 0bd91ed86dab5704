package org.etwflow.source;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.etwflow.etl.EtlBuffer;

/** Tells Flink how buffers cross the network, where someone has them do so. */
final class EtlBufferTypeInfo extends TypeInformation<EtlBuffer> {

  private static final long serialVersionUID = 1L;

  static final EtlBufferTypeInfo INSTANCE = new EtlBufferTypeInfo();

  private EtlBufferTypeInfo() {}

  @Override
  public TypeSerializer<EtlBuffer> createSerializer(final SerializerConfig config) {
    return EtlBufferSerializer.INSTANCE;
  }

  @Override
  public Class<EtlBuffer> getTypeClass() {
    return EtlBuffer.class;
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public boolean canEqual(final Object other) {
    return other instanceof EtlBufferTypeInfo;
  }

  @Override
  public boolean equals(final Object other) {
    return other instanceof EtlBufferTypeInfo;
  }

  @Override
  public int hashCode() {
    return EtlBufferTypeInfo.class.hashCode();
  }

  @Override
  public String toString() {
    return "EtlBuffer";
  }
}
