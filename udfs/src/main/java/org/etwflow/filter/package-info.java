/**
 * Filters of events and the parser of their text form.
 *
 * <p>A {@link org.etwflow.filter.EventFilter} applies before events are counted; conditions on the
 * resulting rows apply afterwards.
 */
@NullMarked
package org.etwflow.filter;

import org.jspecify.annotations.NullMarked;
