/** Whether a number may be trusted: what was read of each trace, and what was not. */
@NullMarked
package org.etwflow.quality;

import org.jspecify.annotations.NullMarked;
