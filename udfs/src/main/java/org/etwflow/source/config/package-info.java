/** Settings of the source. */
@NullMarked
package org.etwflow.source.config;

import org.jspecify.annotations.NullMarked;
