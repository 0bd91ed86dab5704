/** Selection of the N largest flows of a window, with all others added up. */
package org.etwflow.flow.topn;
