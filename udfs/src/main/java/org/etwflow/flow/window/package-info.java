/** Kinds of windows, and their panes. */
@NullMarked
package org.etwflow.flow.window;

import org.jspecify.annotations.NullMarked;
