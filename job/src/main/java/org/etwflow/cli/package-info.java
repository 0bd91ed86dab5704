/** The command line: options and their values, help, and exit codes. */
package org.etwflow.cli;
