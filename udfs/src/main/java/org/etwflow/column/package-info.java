/** Columns of rows: name, type and value, for files, the console and SQL alike. */
package org.etwflow.column;
