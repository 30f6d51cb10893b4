package demo

import (
	"math"

	"github.com/anlan-lake/anlan"
)

// communitiesOf lists the self-government of every village and community in a
// quarter.
func (c *City) communitiesOf(quarter Date) []CommunityQuarter {
	var rows []CommunityQuarter
	for _, v := range c.terrain.villages {
		fixed := newStream(c.Options.Seed, "community_gov_quarter "+v.code)
		r := newStream(c.Options.Seed, "community_gov_quarter "+v.code+quarter.String())
		town := v.parent
		skill := v.plan.skill + town.skill + 0.6*(fixed.Float64()-0.5) + 0.2*c.years(quarter)
		x := CommunityQuarter{AreaCode: v.code, Quarter: quarter, HasCommittee: flagOf(fixed.Float64() < shift(0.985, skill)),
			Meetings: Count(r.poisson(3.2 * math.Exp(0.25*skill))), SmartEstates: NoCount}
		x.Topics = Count(r.poisson(1.4 * float64(x.Meetings)))
		x.TopicsDone = r.share(x.Topics, shift(0.86, 0.6*skill))
		x.TopicsFedBack = r.share(x.TopicsDone, shift(0.88, 0.7*skill))
		x.Volunteers = Count(math.Round(v.pop * 0.115 * fixed.logNormal(1, 0.3) * math.Exp(0.35*v.plan.skill+0.08*c.years(quarter))))
		x.VolunteerHours = math.Round(float64(x.Volunteers)*r.logNormal(0.9, 0.3)*10) / 10
		x.SocialOrgs = Count(fixed.poisson(2.5))
		x.IsSafeCell = flagOf(fixed.Float64() < shift(0.8, skill))
		if v.urban {
			x.SmartEstates = Count(fixed.poisson(2.2))
		}
		x.ChatGroupHouseholds = Count(v.pop / 2.62 * shift(0.7, skill))
		rows = append(rows, x)
	}
	return rows
}

func (c *City) communitySheaf() *sheaf[CommunityQuarter] {
	return &sheaf[CommunityQuarter]{dataset: "community_gov_quarter", rows: c.Communities, sent: tenthAfter,
		form:  form{kind: formBook, title: cityName + "村（社区）自治与共治季报", totals: []string{"meetings", "topics", "volunteers"}, notes: []string{"填报人：基层政权建设科", "审核人：分管局领导"}},
		event: func(x *CommunityQuarter) Date { return x.Quarter }, cells: (*CommunityQuarter).cells,
		fresh: func(x CommunityQuarter, n int) CommunityQuarter { x.Quarter = c.unusedQuarter(n); return x },
		twin:  func(x CommunityQuarter) CommunityQuarter { x.Meetings++; return x }}
}

func communityFaults() []fault {
	return []fault{
		{rule: anlan.RulePart, column: "topics_done", set: map[string]string{"topics": "3", "topics_done": "5", "topics_fed_back": "2"}},
		{rule: anlan.RulePart, column: "topics_fed_back", set: map[string]string{"topics": "6", "topics_done": "3", "topics_fed_back": "4"}},
		breaks(anlan.RuleRequired, "volunteers", ""), breaks(anlan.RuleArea, "area_code", nowhere), breaks(anlan.RuleArea, "area_code", "629902001"),
		breaks(anlan.RuleType, "meetings", "每月一次"), breaks(anlan.RuleType, "has_committee", "筹建"),
	}
}
