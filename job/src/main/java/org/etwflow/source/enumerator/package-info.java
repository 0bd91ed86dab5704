/** Finds trace files, cuts them into splits, hands these out. */
package org.etwflow.source.enumerator;
