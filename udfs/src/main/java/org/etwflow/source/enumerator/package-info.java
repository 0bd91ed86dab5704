/** Enumerators: they assign splits in the order of time, and monitor growing files. */
package org.etwflow.source.enumerator;
