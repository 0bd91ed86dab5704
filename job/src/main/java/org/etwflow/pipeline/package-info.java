/** Graph of the job, and its operators: from buffers to rows. */
@NullMarked
package org.etwflow.pipeline;

import org.jspecify.annotations.NullMarked;
