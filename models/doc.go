// Package models holds the early-warning methods: series of counts in,
// warnings with reasons out. One file per method; every method names its
// source, is compared with independent software in tests, and has a card in
// docs/models that says what it must not be used for. What the night runs is
// here; the field's other methods stand in the packages below, one a family.
//
// Everything here is arithmetic on plain values: no clock, no files, and no
// randomness but from a seed that is handed in. Input is checked at the door and
// refused with an error; a fit that fails is a result with a State, never a panic
// and never a zero.
package models
