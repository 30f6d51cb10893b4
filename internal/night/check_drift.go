package night

import (
	"slices"

	"github.com/anlan-lake/anlan"
)

// checkDrift tells of columns that came or went. A new column is kept aside; one
// that may be a person's, and one that was lost, ask for a look. A column that
// the contract never had and that has come for long is no news.
func (n *Night) checkDrift(list []anlan.Drift) []Finding {
	var out []Finding
	for _, d := range list {
		if d.Files > driftNews || !n.sends(d.Dataset) {
			continue
		}
		if d.Kind == anlan.DriftLost {
			out = append(out, found("drift", LevelWarn, d.Dataset, "column %s is no longer in %s (%d files)", "%[2]s 中不再有列 %[1]s（%[3]d 个文件）", d.Column, d.File, d.Files))
			continue
		}
		f := found("drift", LevelNote, d.Dataset, "column %s of %s is not in the contract, and kept aside (%d files)", "%[2]s 的列 %[1]s 不在契约中，未入湖（%[3]d 个文件）", d.Column, d.File, d.Files)
		if d.Like != "" && d.Came {
			f.Level, f.Detail, f.Zh = LevelWarn, f.Detail+"; it may be "+d.Like, f.Zh+"；可能即 "+d.Like
		}
		if d.Person && d.Came {
			f.Level, f.Detail, f.Zh = LevelWarn, f.Detail+"; it looks like a person's", f.Zh+"；疑似个人信息"
		}
		out = append(out, f)
	}
	return out
}

// driftNews is for how many files a new or a lost column is told of every night.
const driftNews = 30

// sends says whether a source of the settings sends the data set.
func (n *Night) sends(dataset string) bool {
	return slices.ContainsFunc(n.Sources, func(s Source) bool { return s.Dataset == dataset })
}
