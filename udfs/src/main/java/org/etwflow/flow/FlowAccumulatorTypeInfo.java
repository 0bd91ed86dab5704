package org.etwflow.flow;

import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Tells Flink how accumulators cross the network and are kept. */
final class FlowAccumulatorTypeInfo extends TypeInformation<FlowAccumulator> {

  private static final long serialVersionUID = 1L;

  private FlowAccumulatorTypeInfo() {}

  /** For Flink, which finds it by the annotation of the accumulator. */
  public static final class Factory extends TypeInfoFactory<FlowAccumulator> {

    @Override
    public TypeInformation<FlowAccumulator> createTypeInfo(
        final Type type, final Map<String, TypeInformation<?>> parameters) {
      return new FlowAccumulatorTypeInfo();
    }
  }

  @Override
  public TypeSerializer<FlowAccumulator> createSerializer(final SerializerConfig config) {
    return FlowAccumulatorSerializer.INSTANCE;
  }

  @Override
  public Class<FlowAccumulator> getTypeClass() {
    return FlowAccumulator.class;
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
    return other instanceof FlowAccumulatorTypeInfo;
  }

  @Override
  public boolean equals(final Object other) {
    return other instanceof FlowAccumulatorTypeInfo;
  }

  @Override
  public int hashCode() {
    return FlowAccumulatorTypeInfo.class.hashCode();
  }

  @Override
  public String toString() {
    return "FlowAccumulator";
  }
}
