/** Kinds of windows, and their panes. */
package org.etwflow.flow.window;
