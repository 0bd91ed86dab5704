/** Rows as text: columns, formats, files. */
package org.etwflow.sink;
