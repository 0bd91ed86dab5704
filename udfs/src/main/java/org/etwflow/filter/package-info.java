/**
 * What is wanted of a trace: which sends are counted, and how a person writes down conditions.
 *
 * <p>{@link org.etwflow.filter.SendFilter} decides before anything is counted; a {@link
 * org.etwflow.flow.row.RowCondition} afterwards, on what was.
 */
package org.etwflow.filter;
