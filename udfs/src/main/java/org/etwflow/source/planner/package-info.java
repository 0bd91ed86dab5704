/**
 * Planning of splits: files and archives are cut at buffer boundaries, with bounds of record times.
 */
@NullMarked
package org.etwflow.source.planner;

import org.jspecify.annotations.NullMarked;
