/** Selection of the N largest flows of a window, with all others added up. */
@NullMarked
package org.etwflow.flow.topn;

import org.jspecify.annotations.NullMarked;
