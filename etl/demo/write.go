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
	do            func() ([]Rejected, error)
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
	rejected := make([][]Rejected, len(jobs))
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
		list, err := jobs[i].do()
		rejected[i] = list
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
	for _, list := range rejected {
		all = append(all, list...)
	}
	return c.writeTruth(all, files)
}

// jobs lists every file, the heaviest data sets first so that cores end
// together.
func (c *City) jobs() []job {
	gb, names := newGBTable(), newNameTable()
	var jobs []job
	jobs = appendJobs(jobs, c, names, c.gridSheaf(gb), nil)
	jobs = appendJobs(jobs, c, names, c.ticketSheaf(), nil)
	jobs = appendJobs(jobs, c, names, c.policeSheaf(gb), nil)
	jobs = appendJobs(jobs, c, names, c.disputeSheaf(gb), nil)
	jobs = appendJobs(jobs, c, names, c.mediationSheaf(gb), nil)
	jobs = appendJobs(jobs, c, names, c.petitionSheaf(gb), nil)
	survey, waves := c.surveySheaf()
	jobs = appendJobs(jobs, c, names, survey, waves)
	for _, s := range append(append(c.areaSheets(), c.departmentSheet()), c.profileSheets()...) {
		jobs = append(jobs, job{s.dataset, s.name, func() ([]Rejected, error) { return s.write(c.Options.Dir) }})
	}
	return jobs
}

func appendJobs[T any](jobs []job, c *City, names *nameTable, s *sheaf[T], files []csvJob) []job {
	if files == nil {
		files = s.plan(c)
	}
	for _, f := range files {
		jobs = append(jobs, job{s.dataset, f.name, func() ([]Rejected, error) { return s.write(c, f, names) }})
	}
	return jobs
}
