/** Rows of flow statistics, the registry of their statistics, and conditions on them. */
package org.etwflow.flow.row;
