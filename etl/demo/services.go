package demo

// serviceJobs lists the files of services and of daily statistics.
func (c *City) serviceJobs(gb *gbTable, names *nameTable) []job {
	return nil
}
