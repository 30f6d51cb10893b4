package demo

import (
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// testServices holds the cases of services to the calendar and to themselves.
func testServices(t *testing.T, c *City) {
	cal, areas, departments, codes := newCalendar(), map[string]bool{}, map[string]bool{}, codesOf(t, "service_case")
	for _, a := range c.Areas {
		areas[a.AreaCode] = true
	}
	for _, d := range c.Departments {
		departments[d.DeptCode] = true
	}
	seen, open, off, festival := map[string]bool{}, 0, 0, 0
	for i := range c.Services() {
		x := &c.Services()[i]
		if seen[x.SvcID] || !areas[x.AreaCode] || !departments[x.DeptCode] || !codes["service_type"][x.ServiceType] || !codes["channel"][x.Channel] {
			t.Errorf("%s: twice, or area %s, department %s, type %s, channel %s", x.SvcID, x.AreaCode, x.DeptCode, x.ServiceType, x.Channel)
		}
		seen[x.SvcID] = true
		inTurn(t, x.SvcID, x.ApplyTime, x.AcceptTime, x.FinishTime)
		day := x.ApplyTime.Date()
		if !cal.working(day) {
			off++
			if x.Channel == "01" || x.Channel == "05" {
				t.Errorf("%s: taken in at a window on %s", x.SvcID, day)
			}
		}
		if cal.quiet(day, 0) == 0 {
			festival++
		}
		from := day
		if x.AcceptTime != 0 {
			from = x.AcceptTime.Date()
		}
		if due := cal.addWorking(from, int(x.PromiseDays)); x.PromiseDays > 0 && x.DueTime.Date() != due {
			t.Errorf("%s: due on %s, want %s", x.SvcID, x.DueTime.Date(), due)
		}
		if x.PromiseDays > x.LegalDays || x.LegalDays < 1 || x.DueTime == 0 {
			t.Errorf("%s: promised %d of %d days", x.SvcID, x.PromiseDays, x.LegalDays)
		}
		if x.FinishTime == 0 {
			open++
			if x.Visits != NoCount || x.UsedDays == x.UsedDays || day < c.Last-100 {
				t.Errorf("%s is open since %s: %d visits, %v days", x.SvcID, day, x.Visits, x.UsedDays)
			}
			continue
		}
		if end := x.FinishTime.Date(); x.AcceptTime != 0 && !cal.working(end) {
			t.Errorf("%s: finished on %s, a day off", x.SvcID, end)
		}
		if used := x.UsedDays; used == used { // never more than the working days from the acceptance on
			days := 1.0
			for d := x.AcceptTime.Date() + 1; d <= x.FinishTime.Date(); d++ {
				if cal.working(d) {
					days++
				}
			}
			if used < 0 || used > days {
				t.Errorf("%s: %v working days used of %v", x.SvcID, used, days)
			}
			if used > float64(x.PromiseDays+1) && x.FinishTime <= x.DueTime {
				t.Errorf("%s: %v days used and yet on time, promised %d", x.SvcID, used, x.PromiseDays)
			}
		}
	}
	if n := len(seen); n < 10000 || open*100 < n || open*10 > n || off*10 < n {
		t.Errorf("%d services, of which %d are open and %d begin on days off", n, open, off)
	}
	if festival > 0 {
		t.Errorf("%d services in the week of the Spring Festival, which the small city does not hold", festival)
	}
}

// testReviews follows each review to the case it is of.
func testReviews(t *testing.T, c *City) {
	cal, cases := newCalendar(), map[string]*Service{}
	finished := 0
	for i := range c.Services() {
		x := &c.Services()[i]
		cases[x.SvcID] = x
		if x.FinishTime != 0 {
			finished++
		}
	}
	seen, of, unasked, bad, last := map[string]bool{}, map[string]bool{}, 0, 0, Stamp(0)
	for _, y := range c.Reviews() {
		x := cases[y.SvcID]
		if x == nil || x.FinishTime == 0 || y.ReviewTime < x.FinishTime || y.ReviewTime < last || y.AreaCode != x.AreaCode || y.DeptCode != x.DeptCode {
			t.Errorf("%s: at %v of case %+v", y.ReviewID, y.ReviewTime.Time(), x)
			continue
		}
		last = y.ReviewTime
		if seen[y.ReviewID] || of[y.SvcID] {
			t.Errorf("%s of %s: twice", y.ReviewID, y.SvcID)
		}
		seen[y.ReviewID], of[y.SvcID] = true, true
		if y.IsDefault == Yes {
			unasked++
			if y.Level != "5" {
				t.Errorf("%s: the system gave %s", y.ReviewID, y.Level)
			}
		}
		if (y.Level <= "2") != (y.FixDue != 0) || y.Level > "2" && (y.IsBadVerified != Unknown || y.FixTime != 0) {
			t.Errorf("%s: level %s, due %s, verified %d", y.ReviewID, y.Level, y.FixDue.Date(), y.IsBadVerified)
		}
		if y.Level <= "2" {
			bad++
			if y.FixDue.Date() != cal.addWorking(y.ReviewTime.Date(), 15) || y.FixTime != 0 && (y.IsBadVerified != Yes || y.FixTime < y.ReviewTime) {
				t.Errorf("%s: %+v", y.ReviewID, y)
			}
		}
	}
	n := len(c.Reviews())
	if share := float64(unasked) / float64(n); share < 0.38 || share > 0.5 {
		t.Errorf("%.0f%% of %d reviews are the system's own", 100*share, n)
	}
	if share := float64(n-unasked) / float64(finished); share < 0.12 || share > 0.3 || bad == 0 {
		t.Errorf("%.0f%% of finished services are reviewed, %d badly", 100*share, bad)
	}
}

// testDaily holds the daily statistics to their sums and to the tickets.
func testDaily(t *testing.T, c *City) {
	days := int(c.Last-c.services.since) + 1
	calls, tickets := 0, 0
	if n := len(c.CallHours()); n != 24*days {
		t.Errorf("%d hours of calls in %d days", n, days)
	}
	for _, x := range c.CallHours() {
		if x.Answered15s > x.CallsAnswered || x.CallsAnswered > x.CallsIn || (x.CallsAnswered == 0) != (x.AvgWaitS != x.AvgWaitS) {
			t.Errorf("calls at %v: %+v", x.StatHour.Time(), x)
		}
		calls += int(x.CallsAnswered)
	}
	for i := range c.Tickets() {
		if x := &c.Tickets()[i]; x.Channel == "01" && x.CreateTime.Date() >= c.services.since {
			tickets++
		}
	}
	if ratio := float64(calls) / float64(tickets); ratio < 1.15 || ratio > 1.6 {
		t.Errorf("%d calls answered for %d tickets by telephone", calls, tickets)
	}
	accidents, deaths := 0, 0
	if n := len(c.TrafficDays()); n != 112*days {
		t.Errorf("%d township days of traffic in %d days", n, days)
	}
	for _, x := range c.TrafficDays() {
		if x.FatalAccidents > x.Accidents || x.Deaths < x.FatalAccidents || x.QuickSettled > x.Accidents-x.FatalAccidents {
			t.Errorf("traffic of %s on %s: %+v", x.AreaCode, x.StatDate, x)
		}
		accidents, deaths = accidents+int(x.Accidents), deaths+int(x.Deaths)
	}
	if perDay := float64(deaths) / float64(days); perDay < 0.4 || perDay > 1.1 || accidents < 40*days || accidents > 120*days {
		t.Errorf("%d accidents and %d deaths in %d days", accidents, deaths, days)
	}
	systems, keys := codesOf(t, "device_ops_day")["system"], map[string]bool{}
	for _, x := range c.DeviceDays() {
		k := x.AreaCode + x.System + x.StatDate.String()
		if keys[k] || !systems[x.System] || x.Online > x.Installed || x.FaultsFixed > x.Faults || x.Installed < 1 {
			t.Errorf("devices %+v", x)
		}
		keys[k] = true
	}
	if perDay := len(keys) / days; perDay < 600 || perDay > 800 {
		t.Errorf("%d rows of devices a day", perDay)
	}
}

// testGridDays reads the files of grid_day row by row beside the city's rows.
func testGridDays(t *testing.T, c *City) {
	rows := c.GridDays()
	areas := map[string]AreaRow{}
	for _, a := range c.Areas {
		areas[a.AreaCode] = a
	}
	zero, grids := map[string]int{}, map[string]bool{}
	for i := range rows {
		x := &rows[i]
		a := areas[x.AreaCode]
		if len(x.AreaCode) != 15 || x.StatDate < a.ValidFrom || a.ValidTo != 0 && x.StatDate > a.ValidTo || x.Solved > x.ValidInfo || x.StaffOnDuty == 0 && x.Patrols > 0 {
			t.Errorf("grid day %+v in %+v", x, a)
		}
		if x.StatDate >= c.Last.monthStart(-1) && x.StatDate < c.Last.monthStart(0) {
			grids[x.AreaCode] = true
			zero[x.AreaCode] += int(x.ValidInfo)
		}
	}
	if share := 1 - float64(len(rows))/float64(gridCount*100); share < 0.004 || share > 0.011 {
		t.Errorf("%.2f%% of grid days are missing, want about 0.7%%", 100*share)
	}
	silent := 0
	for _, n := range zero {
		if n == 0 {
			silent++
		}
	}
	if share := float64(silent) / float64(len(grids)); share < 0.03 || share > 0.18 {
		t.Errorf("%d of %d grids without information in a month", silent, len(grids))
	}
	paths, err := filepath.Glob(filepath.Join(c.Options.Dir, "inbox", "grid_day", "*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(paths, func(a, b string) int { return strings.Compare(a[len(a)-14:], b[len(b)-14:]) })
	rejected, next, bad := rejectedRows(t, c, "grid_day"), 0, 0
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		r := csv.NewReader(f)
		r.FieldsPerRecord, r.ReuseRecord = -1, true
		for line := 1; ; line++ {
			row, err := r.Read()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if _, planted := rejected[filepath.Base(path)][line]; planted || line == 1 {
				continue
			}
			x := &rows[next]
			next++
			if row[0] != x.AreaCode || !same(x.StatDate.String(), row[1]) || !same(strconv.Itoa(int(x.Patrols)), row[3]) || !same(strconv.Itoa(int(x.ValidInfo)), row[5]) {
				if bad++; bad < 5 {
					t.Errorf("%s line %d: %q, want %+v", path, line, row, x)
				}
			}
		}
		f.Close()
	}
	if next != len(rows) {
		t.Errorf("%d clean rows in the files, want %d", next, len(rows))
	}
}
