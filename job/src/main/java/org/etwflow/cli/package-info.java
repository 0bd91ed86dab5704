/** The command line: options and their values, help, and exit codes. */
@NullMarked
package org.etwflow.cli;

import org.jspecify.annotations.NullMarked;
