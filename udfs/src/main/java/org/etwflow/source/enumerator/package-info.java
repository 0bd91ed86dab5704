/** Enumerators: they assign splits in the order of time, and monitor growing files. */
@NullMarked
package org.etwflow.source.enumerator;

import org.jspecify.annotations.NullMarked;
