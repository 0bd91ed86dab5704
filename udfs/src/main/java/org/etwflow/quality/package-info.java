/** Quality of the input: which parts of each trace were read, and where events may be missing. */
@NullMarked
package org.etwflow.quality;

import org.jspecify.annotations.NullMarked;
