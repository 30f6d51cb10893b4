// Package chart draws the charts and maps of pages and reports as SVG, in Go
// and without scripts, so that a printed report and a page show the same.
//
// Every chart is a struct; its SVG method gives one <svg> element that may be
// put into HTML as it is: texts are escaped, colours come from the classes of
// CSS (light and dark), numbers are rounded, and the same input gives the same
// bytes. A screen reader finds role="img", a title and a description. A nil
// figure is a gap, never a zero.
//
// No colour stands alone: the four colours of the index also differ in pattern
// on maps and carry a letter on bars.
package chart
