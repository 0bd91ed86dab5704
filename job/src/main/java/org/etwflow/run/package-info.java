/** Where a job runs: inside this process or on a cluster, and how its rows come back from there. */
package org.etwflow.run;
