// Package pull fetches rows of a data set from where they live, a paged HTTP
// API or a table of PostgreSQL, MySQL or MariaDB, and lays them down as a file
// that lands like any other: JSON lines, gzip, in the landing zone.
//
//	ZONE/pulled/NAME/            0700
//	  NAME_DAY_pN_HASH.jsonl.gz      a whole pull, 0600
//	  work.jsonl.gz progress.json    a pull under way, good up to its last page
//	  state.json seen-N.bin          what the lake has, and what waits to land
//	  lock
//
// A pull goes on where the one before it ended: rows whose watermark lies
// after the last one's, less an overlap for rows that were committed late. Rows
// of the overlap that came before are told by their content and left out. The
// state moves on only when the lake knows the file (Settle), so that a kill at
// any moment loses no row; and the same rows give the same bytes, which landing
// takes once.
//
// A pull that finds nothing new makes no file. It is recorded as checked: a
// source that is quiet is not one that is silent.
//
// Memory: one page of an API (64 MiB at most) or one row of a table, a page's
// compressed rows, and the hashes of up to 1,048,576 rows to tell repeated ones;
// 230 MB were measured for 2 million rows of a table.
package pull
