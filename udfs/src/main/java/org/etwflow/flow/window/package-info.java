/** Kinds of windows, and the panes that they are made of. */
package org.etwflow.flow.window;
