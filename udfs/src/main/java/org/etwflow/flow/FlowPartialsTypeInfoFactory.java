package org.etwflow.flow;

import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.etwflow.types.OpaqueTypeInfo;

/** For Flink, which finds it by the annotation of the partials. */
public final class FlowPartialsTypeInfoFactory extends TypeInfoFactory<FlowPartials> {

  @Override
  public TypeInformation<FlowPartials> createTypeInfo(
      final Type type, final Map<String, TypeInformation<?>> parameters) {
    return new OpaqueTypeInfo<>(FlowPartials.class, FlowPartialsSerializer.INSTANCE);
  }
}
