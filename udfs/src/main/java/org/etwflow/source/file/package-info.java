/** Access to trace files: packed files, archives, and local files with names of arbitrary bytes. */
@NullMarked
package org.etwflow.source.file;

import org.jspecify.annotations.NullMarked;
