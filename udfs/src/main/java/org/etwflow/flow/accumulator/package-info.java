/**
 * Accumulators of flows: counters by statistics group, and exact arithmetic on them. All counters
 * are integers, so that results do not depend on the order of merging.
 */
@NullMarked
package org.etwflow.flow.accumulator;

import org.jspecify.annotations.NullMarked;
