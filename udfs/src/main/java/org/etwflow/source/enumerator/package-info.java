/** The enumerator: hands out splits in the order of time, and follows growing files. */
@NullMarked
package org.etwflow.source.enumerator;

import org.jspecify.annotations.NullMarked;
