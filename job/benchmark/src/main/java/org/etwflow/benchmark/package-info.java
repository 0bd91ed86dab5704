/** Measures the whole job, as a person starts it, on traces that are made for it. */
package org.etwflow.benchmark;
