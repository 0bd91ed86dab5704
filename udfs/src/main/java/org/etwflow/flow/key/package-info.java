/** Keys of flows: the columns of a grouping, and the partition that a key belongs to. */
@NullMarked
package org.etwflow.flow.key;

import org.jspecify.annotations.NullMarked;
