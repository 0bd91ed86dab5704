/** Columns of output rows: name, type and value, independent of the output format. */
package org.etwflow.column;
