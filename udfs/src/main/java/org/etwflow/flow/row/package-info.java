/** Rows of flow statistics, the statistics in them by name, and conditions on them. */
package org.etwflow.flow.row;
