/** The enumerator: hands out splits in the order of time, and follows growing files. */
package org.etwflow.source.enumerator;
