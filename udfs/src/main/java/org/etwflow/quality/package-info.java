/** Quality of the input: which parts of each trace were read, and where events may be missing. */
package org.etwflow.quality;
