/** Pre-aggregation: a hash table of counters, and the serialized batches that leave it. */
@NullMarked
package org.etwflow.flow.partial;

import org.jspecify.annotations.NullMarked;
