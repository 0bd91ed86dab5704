/** Files of rows: formats, writers, and the joining of part files. */
package org.etwflow.sink;
