/** Discovery of trace files in folders, by globs and through links. */
@NullMarked
package org.etwflow.source.discovery;

import org.jspecify.annotations.NullMarked;
