/** What tells Flink how objects are written that it does not take apart itself. */
package org.etwflow.types;
