/** Keys of flows: the columns of a grouping, and the partition that a key belongs to. */
package org.etwflow.flow.key;
