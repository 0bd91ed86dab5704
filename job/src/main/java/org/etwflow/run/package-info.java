/** Runs of the job, on this machine or on a cluster, and their files of rows. */
package org.etwflow.run;
