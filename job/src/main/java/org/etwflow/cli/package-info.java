/** The command line: options, one run, and what a person is told of it. */
package org.etwflow.cli;
