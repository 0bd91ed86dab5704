/**
 * Planning of splits: files and archives are cut at buffer boundaries, with bounds of record times.
 */
package org.etwflow.source.planner;
