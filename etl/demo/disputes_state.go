package demo

// asOf gives the row as the register held it at s: whatever happened at s or
// later is not yet known.
func (d *Dispute) asOf(s Stamp) Dispute {
	x := *d
	if x.RevisitTime >= s {
		x.RevisitTime, x.RevisitResolved, x.RevisitSat = 0, "", ""
	}
	switch {
	case x.firstClose != 0 && x.firstClose < s && x.reopenAt >= s:
		x.CloseTime, x.Status, x.IsResolved, x.ReopenCount = x.firstClose, "04", Yes, 0
		x.Method, x.SlipComplete, x.ToLitigation, x.ToCriminal = x.firstMethod, x.firstSlip, No, No
	case x.firstClose != 0 && x.reopenAt < s && (x.CloseTime == 0 || x.CloseTime >= s):
		x.open()
		x.Status = "08"
	case x.CloseTime == 0 || x.CloseTime >= s:
		x.open()
		x.ReopenCount = 0
		switch {
		case x.AcceptTime == 0 || x.AcceptTime >= s:
			x.Status = "01"
		case x.FirstResponseTime >= s:
			x.Status = "02"
		default:
			x.Status = "03"
		}
	}
	if x.AcceptTime >= s {
		x.AcceptTime, x.DueTime = 0, x.RegisterTime+30*daySeconds
	}
	if x.FirstResponseTime >= s {
		x.FirstResponseTime = 0
	}
	x.UpdatedAt = x.RegisterTime
	for _, t := range x.moments() {
		if t < s {
			x.UpdatedAt = max(x.UpdatedAt, t)
		}
	}
	return x
}

// failed reports whether the case ends without being resolved.
func (d *Dispute) failed() bool { return d.Status == "05" || d.Status == "06" || d.Status == "09" }

func (d *Dispute) open() {
	d.CloseTime, d.Method, d.RejectCode = 0, "", ""
	d.IsResolved, d.SlipComplete, d.ToLitigation, d.ToCriminal = Unknown, Unknown, Unknown, Unknown
}

// moments are the times at which the row changed.
func (d *Dispute) moments() [7]Stamp {
	return [7]Stamp{d.RegisterTime, d.AcceptTime, d.FirstResponseTime, d.firstClose, d.reopenAt, d.CloseTime, d.RevisitTime}
}

func (d *Dispute) changes(add func(Date)) {
	for _, t := range d.moments() {
		add(t.Date())
	}
}
