/** Comparison of traces: detects copies of a session and traces of different machines. */
@NullMarked
package org.etwflow.source.comparison;

import org.jspecify.annotations.NullMarked;
