package demo

// reportJobs lists the files of what departments report by month and quarter.
func (c *City) reportJobs(gb *gbTable, names *nameTable) []job {
	return nil
}
