package demo

import "fmt"

// The text files of the city, by data set. Each fresh key lies outside what
// numbering gives: sequences of nine thousand and more.

// disputeSheaf comes from the centres' interface, but for two counties whose
// old system exports text files.
func (c *City) disputeSheaf(gb *gbTable) *sheaf[Dispute] {
	old := func(d *Dispute) bool { return d.AreaCode[:6] == "629921" || d.AreaCode[:6] == "629923" }
	return &sheaf[Dispute]{dataset: "dispute_case", key: "case_id", rows: c.Disputes, parts: []part[Dispute]{
		{form: form{gb: gb, crlf: true}, has: old},
		{name: "_api", form: form{kind: formPages, names: true, page: 1000}, has: func(d *Dispute) bool { return !old(d) }}},
		event:   func(d *Dispute) Date { return d.RegisterTime.Date() },
		changes: (*Dispute).changes, asOf: (*Dispute).asOf, cells: (*Dispute).cells,
		fresh: func(d Dispute, n int) Dispute { d.CaseID = fmt.Sprintf("%s9%04d", d.CaseID[:14], n); return d },
		twin:  func(d Dispute) Dispute { d.UpdatedAt--; d.UnitCount = 3; return d }, updated: func(d *Dispute) Stamp { return d.UpdatedAt }}
}

func (c *City) mediationSheaf(gb *gbTable) *sheaf[Mediation] {
	return &sheaf[Mediation]{dataset: "mediation_case", form: form{gb: gb, crlf: true}, key: "mcase_id", rows: c.Mediations,
		event:   func(m *Mediation) Date { return m.AcceptDate },
		changes: (*Mediation).changes, asOf: (*Mediation).asOf, cells: (*Mediation).cells,
		fresh: func(m Mediation, n int) Mediation { m.McaseID = fmt.Sprintf("%s9%04d", m.McaseID[:14], n); return m },
		twin:  func(m Mediation) Mediation { m.PartyCount = 99; return m },
		wrong: func(m Mediation) Mediation {
			if m.PartyCount++; m.Amount != NoMoney {
				m.Amount *= 10
			}
			return m
		}}
}

func (c *City) petitionSheaf(gb *gbTable) *sheaf[Petition] {
	return &sheaf[Petition]{dataset: "petition_item", form: form{gb: gb, crlf: true, quote: true}, key: "petition_id", rows: c.Petitions,
		event:   func(p *Petition) Date { return p.ReceiveDate },
		changes: (*Petition).changes, asOf: (*Petition).asOf, cells: (*Petition).cells,
		fresh: func(p Petition, n int) Petition {
			p.PetitionID = fmt.Sprintf("%s9%04d", p.PetitionID[:11], n)
			return p
		},
		twin: func(p Petition) Petition { p.LedByLeader = Yes; return p },
		wrong: func(p Petition) Petition {
			p.PeopleBand, p.IsBacklog = "50+", Yes
			return p
		}}
}

func (c *City) ticketSheaf() *sheaf[Ticket] {
	return &sheaf[Ticket]{dataset: "hotline_ticket", form: form{bom: true}, key: "ticket_id", month: c.tickets.month, since: c.First, settle: 3,
		event:   func(x *Ticket) Date { return x.CreateTime.Date() },
		changes: (*Ticket).changes, asOf: (*Ticket).asOf, cells: (*Ticket).cells,
		fresh: func(x Ticket, n int) Ticket { x.TicketID = fmt.Sprintf("%s9%05d", x.TicketID[:11], n); return x },
		twin:  func(x Ticket) Ticket { x.UpdatedAt--; x.Channel = "08"; return x }, updated: func(x *Ticket) Stamp { return x.UpdatedAt }}
}

func (c *City) gridSheaf(gb *gbTable) *sheaf[GridEvent] {
	return &sheaf[GridEvent]{dataset: "grid_event", form: form{gb: gb, crlf: true}, key: "event_id", month: c.gridEvents.month, since: c.First, settle: 2,
		event:   func(x *GridEvent) Date { return x.ReportTime.Date() },
		changes: (*GridEvent).changes, asOf: (*GridEvent).asOf, cells: (*GridEvent).cells,
		fresh: func(x GridEvent, n int) GridEvent { x.EventID = fmt.Sprintf("%s9%05d", x.EventID[:11], n); return x },
		twin:  func(x GridEvent) GridEvent { x.Source = "06"; return x }}
}

func (c *City) policeSheaf(gb *gbTable) *sheaf[PoliceDay] {
	return &sheaf[PoliceDay]{dataset: "police_stat_day", form: form{gb: gb, crlf: true}, month: c.police.month, since: c.First,
		event: func(p *PoliceDay) Date { return p.StatDate }, cells: (*PoliceDay).cells,
		fresh: func(p PoliceDay, n int) PoliceDay { p.StatDate = c.First - 1 - Date(n); return p },
		twin:  func(p PoliceDay) PoliceDay { p.Incidents++; return p },
		wrong: func(p PoliceDay) PoliceDay { p.Incidents, p.Filed = 10*p.Incidents+1, 10*p.Filed; return p }}
}

// surveySheaf has one file a wave: each sent three days after its month has ended.
func (c *City) surveySheaf() *sheaf[Response] {
	return &sheaf[Response]{dataset: "survey_response", key: "resp_id", rows: c.Survey,
		event: func(x *Response) Date { return waveStart(x) }, cells: (*Response).cells, sent: func(month Date) Date { return month.monthStart(1) + 2 },
		fresh: func(x Response, n int) Response { x.RespID = fmt.Sprintf("ZZ%s%d", x.RespID[:8], n); return x },
		twin:  func(x Response) Response { x.Know = No; return x }}
}

// waveStart gives the first day of an answer's wave.
func waveStart(x *Response) Date { return x.SurveyDate.monthStart(0) }
