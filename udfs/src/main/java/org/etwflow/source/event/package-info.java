/** Source events between the enumerator and the readers. */
@NullMarked
package org.etwflow.source.event;

import org.jspecify.annotations.NullMarked;
