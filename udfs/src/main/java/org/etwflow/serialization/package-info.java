/** Serializers for types that Flink treats as opaque. */
@NullMarked
package org.etwflow.serialization;

import org.jspecify.annotations.NullMarked;
