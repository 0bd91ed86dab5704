/** Columns of output rows: name, type and value, independent of the output format. */
@NullMarked
package org.etwflow.column;

import org.jspecify.annotations.NullMarked;
