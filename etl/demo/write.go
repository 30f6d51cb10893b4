package demo

import (
	"context"
	"path/filepath"
	"sync"

	"github.com/anlan-lake/anlan"
)

// job writes one file and lists the rows in it that are not clean.
type job struct {
	dataset, name string
	do            func() (rows int, rejected []Rejected, err error)
}

// Write writes the departments' files under Dir/inbox, the boundaries under
// Dir/boundaries and what is true of them under Dir/truth, over whatever was
// there of the same names. It stops at the first error, or when ctx ends.
func (c *City) Write(ctx context.Context) error {
	if c.Options.Dir == "" {
		return anlan.Errorf(anlan.Invalid, "the demo city needs a folder to be written to")
	}
	dir := c.Options.Dir
	for _, sub := range []string{"boundaries", "truth"} {
		if err := makeFolder(filepath.Join(dir, sub)); err != nil {
			return err
		}
	}
	jobs := c.jobs()
	files := map[string]int{}
	for _, j := range jobs {
		if files[j.dataset]++; files[j.dataset] == 1 {
			if err := makeFolder(filepath.Join(dir, "inbox", j.dataset)); err != nil {
				return err
			}
		}
	}
	rejected, rows := make([][]Rejected, len(jobs)), make([]int, len(jobs))
	var lock sync.Mutex
	var failed error
	done := 0
	inParallel(len(jobs), func(i int) {
		lock.Lock()
		stop := failed != nil
		lock.Unlock()
		if stop || ctx.Err() != nil {
			return
		}
		n, list, err := jobs[i].do()
		rows[i], rejected[i] = n, list
		jobs[i].do = nil // what it holds of rows can go
		lock.Lock()
		defer lock.Unlock()
		if err != nil && failed == nil {
			failed = err
		}
		done++
		c.progress(done, len(jobs), jobs[i].name)
	})
	if failed != nil {
		return failed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := c.terrain.writeBoundaries(filepath.Join(dir, "boundaries")); err != nil {
		return err
	}
	var all []Rejected
	total := map[string]int{}
	for i, list := range rejected {
		all = append(all, list...)
		total[jobs[i].dataset] += rows[i]
	}
	// Their sheets hold a row again for each change.
	total["area"], total["department"], total["area_profile"] = len(c.Areas), len(c.Departments), len(c.Profiles)
	return c.writeTruth(all, files, total)
}

// jobs lists every file, the heaviest data sets first so that cores end
// together.
func (c *City) jobs() []job {
	gb, names := newGBTable(), newNameTable()
	c.Batches = nil
	var jobs []job
	jobs = appendJobs(jobs, c, names, c.gridSheaf(gb))
	jobs = appendJobs(jobs, c, names, c.ticketSheaf())
	jobs = appendJobs(jobs, c, names, c.policeSheaf(gb))
	jobs = appendJobs(jobs, c, names, c.disputeSheaf(gb))
	jobs = appendJobs(jobs, c, names, c.mediationSheaf(gb))
	jobs = appendJobs(jobs, c, names, c.petitionSheaf(gb))
	jobs = append(jobs, c.registerJobs(gb, names)...)
	jobs = append(jobs, c.serviceJobs(gb, names)...)
	jobs = append(jobs, c.reportJobs(names)...)
	jobs = appendJobs(jobs, c, names, c.surveySheaf())
	for _, s := range append(append(c.areaSheets(), c.departmentSheet()), c.profileSheets()...) {
		jobs = append(jobs, job{s.dataset, s.name, func() (int, []Rejected, error) {
			list, err := s.write(c.Options.Dir)
			return 0, list, err
		}})
	}
	return jobs
}

func appendJobs[T any](jobs []job, c *City, names *nameTable, s *sheaf[T]) []job {
	for _, f := range s.plan(c) {
		if f.batch != nil {
			c.Batches = append(c.Batches, f.batch)
		}
		jobs = append(jobs, job{s.dataset, f.name, func() (int, []Rejected, error) { return s.write(c, f, names) }})
	}
	return jobs
}
