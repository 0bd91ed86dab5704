/** Rows of flow statistics, the statistics in them by name, and conditions on them. */
@NullMarked
package org.etwflow.flow.row;

import org.jspecify.annotations.NullMarked;
