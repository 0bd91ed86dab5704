/** Pre-aggregation: a hash table of counters, and the serialized batches that leave it. */
package org.etwflow.flow.partial;
