/** Runs of the job, in this process or on a cluster, and the output of their rows. */
package org.etwflow.run;
