package site

import (
	"sync"
	"time"
)

// limiter counts failed sign-ins. Five for one name from one address lock that
// pair; many more for a name or an address lock it whole, so that neither
// guessing from many places nor guessing many names goes on.
type limiter struct {
	mu    sync.Mutex
	fails map[string][]time.Time
}

const (
	failWindow  = 15 * time.Minute
	failPair    = 5
	failName    = 30
	failAddress = 60
)

func newLimiter() *limiter { return &limiter{fails: map[string][]time.Time{}} }

type limit struct {
	key string
	max int
}

func limits(name, address string) []limit {
	return []limit{{"p\x00" + name + "\x00" + address, failPair}, {"n\x00" + name, failName}, {"a\x00" + address, failAddress}}
}

// wait gives how long the next try has to wait, 0 when it may be made.
func (l *limiter) wait(name, address string, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	var longest time.Duration
	for _, k := range limits(name, address) {
		recent := l.recent(k.key, now)
		if len(recent) >= k.max {
			longest = max(longest, recent[len(recent)-k.max].Add(failWindow).Sub(now))
		}
	}
	return longest
}

func (l *limiter) recent(key string, now time.Time) []time.Time {
	all := l.fails[key]
	for len(all) > 0 && now.Sub(all[0]) >= failWindow {
		all = all[1:]
	}
	if len(all) == 0 {
		delete(l.fails, key)
		return nil
	}
	l.fails[key] = all
	return all
}

func (l *limiter) failed(name, address string, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.fails) > 10000 { // forget what has passed before it takes the memory
		for key := range l.fails {
			l.recent(key, now)
		}
	}
	for _, k := range limits(name, address) {
		l.fails[k.key] = append(l.recent(k.key, now), now)
	}
}

// succeeded forgets the pair's failures.
func (l *limiter) succeeded(name, address string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.fails, limits(name, address)[0].key)
}
