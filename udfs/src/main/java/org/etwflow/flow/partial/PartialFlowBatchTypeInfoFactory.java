package org.etwflow.flow.partial;

import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.etwflow.serialization.OpaqueTypeInfo;

/** For Flink, which finds it by the annotation of the partials. */
@Internal
public final class PartialFlowBatchTypeInfoFactory extends TypeInfoFactory<PartialFlowBatch> {

  @Override
  public TypeInformation<PartialFlowBatch> createTypeInfo(
      final Type type, final Map<String, TypeInformation<?>> parameters) {
    return new OpaqueTypeInfo<>(PartialFlowBatch.class, PartialFlowBatchSerializer.INSTANCE);
  }
}
