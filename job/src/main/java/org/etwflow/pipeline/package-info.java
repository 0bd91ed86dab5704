/** The graph of the job and the operators in it: from buffers to rows. */
@NullMarked
package org.etwflow.pipeline;

import org.jspecify.annotations.NullMarked;
