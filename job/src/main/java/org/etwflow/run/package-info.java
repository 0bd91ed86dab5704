/** Runs of the job, in this process or on a cluster, and the output of their rows. */
@NullMarked
package org.etwflow.run;

import org.jspecify.annotations.NullMarked;
