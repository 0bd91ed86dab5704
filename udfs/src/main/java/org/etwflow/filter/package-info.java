/**
 * Filters of sends and the parser of their text form.
 *
 * <p>A {@link org.etwflow.filter.SendFilter} applies before sends are counted; conditions on the
 * resulting rows apply afterwards.
 */
@NullMarked
package org.etwflow.filter;

import org.jspecify.annotations.NullMarked;
