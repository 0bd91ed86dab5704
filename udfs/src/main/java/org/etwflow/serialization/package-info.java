/** Serializers for types that Flink treats as opaque. */
package org.etwflow.serialization;
