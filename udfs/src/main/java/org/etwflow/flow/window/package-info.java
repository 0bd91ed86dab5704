/** Kinds of windows, and the panes that they are made of. */
@NullMarked
package org.etwflow.flow.window;

import org.jspecify.annotations.NullMarked;
