/** Rows of flow statistics, the registry of their statistics, and conditions on them. */
@NullMarked
package org.etwflow.flow.row;

import org.jspecify.annotations.NullMarked;
