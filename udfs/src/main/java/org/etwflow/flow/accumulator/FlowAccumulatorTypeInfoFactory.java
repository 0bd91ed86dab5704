package org.etwflow.flow.accumulator;

import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.etwflow.serialization.OpaqueTypeInfo;

/** For Flink, which finds it by the annotation of the accumulator. */
@Internal
public final class FlowAccumulatorTypeInfoFactory extends TypeInfoFactory<FlowAccumulator> {

  @Override
  public TypeInformation<FlowAccumulator> createTypeInfo(
      final Type type, final Map<String, TypeInformation<?>> parameters) {
    return new OpaqueTypeInfo<>(FlowAccumulator.class, FlowAccumulatorSerializer.INSTANCE);
  }
}
