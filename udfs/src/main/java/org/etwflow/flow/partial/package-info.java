/** Pre-aggregation: a hash table of counters, and its serialized content between tasks. */
package org.etwflow.flow.partial;
