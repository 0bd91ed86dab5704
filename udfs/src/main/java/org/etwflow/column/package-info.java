/** Columns of rows: name, type and value, for files, the console and SQL alike. */
@NullMarked
package org.etwflow.column;

import org.jspecify.annotations.NullMarked;
