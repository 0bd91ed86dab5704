package org.etwflow.flow.key;

import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.etwflow.serialization.OpaqueTypeInfo;

/** For Flink, which finds it by the annotation of the key. */
@Internal
public final class FlowKeyTypeInfoFactory extends TypeInfoFactory<FlowKey> {

  @Override
  public TypeInformation<FlowKey> createTypeInfo(
      final Type type, final Map<String, TypeInformation<?>> parameters) {
    return new OpaqueTypeInfo<>(FlowKey.class, FlowKeySerializer.INSTANCE);
  }
}
