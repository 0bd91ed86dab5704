/** Files of rows: formats, writers, and the joining of part files. */
@NullMarked
package org.etwflow.sink;

import org.jspecify.annotations.NullMarked;
