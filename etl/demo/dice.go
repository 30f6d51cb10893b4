package demo

import (
	"math"
	"math/bits"
)

// dice is a small source of random numbers for data sets of millions of rows:
// each row rolls dice of its own, so that any row can be made without those
// before it.
type dice uint64

// next gives 64 random bits (splitmix64).
func (d *dice) next() uint64 {
	x := mix(uint64(*d))
	*d += 0x9e3779b97f4a7c15
	return x
}

// unit gives a number from 0 up to 1.
func (d *dice) unit() float64 { return float64(d.next()>>11) * 0x1p-53 }

func (d *dice) chance(p float64) bool { return d.unit() < p }

// below gives a whole number from 0 up to n.
func (d *dice) below(n int) int {
	hi, _ := bits.Mul64(d.next(), uint64(n))
	return int(hi)
}

// exponential has mean 1.
func (d *dice) exponential() float64 { return -math.Log(1 - d.unit()) }

// poisson counts events; floor is exp(-mean) of a mean that is not large.
func (d *dice) poisson(floor float64) int {
	n := 0
	for p := d.unit(); p > floor; p *= d.unit() {
		n++
	}
	return n
}

// binomial counts how many of n have what one has with probability p.
func (d *dice) binomial(n int, p float64) int {
	k := 0
	for range n {
		if d.unit() < p {
			k++
		}
	}
	return k
}

// bell holds quantiles of the standard normal distribution.
type bell [1024]float64

func newBell() *bell {
	b := new(bell)
	for i := range b {
		b[i] = math.Sqrt2 * math.Erfinv(2*(float64(i)+0.5)/float64(len(b))-1)
	}
	return b
}

// normal draws from the standard normal distribution, to the table's grain.
func (b *bell) normal(d *dice) float64 { return b[d.next()>>54] }
