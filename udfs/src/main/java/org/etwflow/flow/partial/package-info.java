/** Pre-aggregation: a hash table of counters, and its serialized content between tasks. */
@NullMarked
package org.etwflow.flow.partial;

import org.jspecify.annotations.NullMarked;
