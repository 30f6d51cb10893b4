package etl

import (
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// What is packed may unpack to at most maxUnpacked bytes, and to at most
// maxRatio times its packed size once it is larger than freeUnpacked: no
// table comes near, a file made to fill a disk does.
const (
	maxUnpacked  = 16 << 30
	maxRatio     = 500
	freeUnpacked = 64 << 20
	maxWindow    = 128 << 20 // of zstd, as its own tool bounds it
)

var errBomb = errors.New("it unpacks to more than a table can be")

// unpacked is a packed stream, read with a bound.
type unpacked struct {
	in     io.Reader
	what   string // gzip, zstd or the member of an archive
	packed int64
	n      int64
	close  func()
}

// unpack opens a gzip or zstd stream of packed bytes.
func unpack(in io.Reader, sig signature, packed int64) (*unpacked, error) {
	u := &unpacked{what: "gzip", packed: packed, close: func() {}}
	if sig == sigGzip {
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, u.wrong(err)
		}
		u.in = z
		return u, nil
	}
	u.what = "zstd"
	z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return nil, u.wrong(err)
	}
	u.in, u.close = z, z.Close
	return u, nil
}

func (u *unpacked) Read(p []byte) (int, error) {
	n, err := u.in.Read(p)
	u.n += int64(n)
	if tooLarge(u.n, u.packed) {
		return n, fmt.Errorf("the %s data: %w (%d times its packed size or %d GiB)", u.what, errBomb, maxRatio, maxUnpacked>>30)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = u.wrong(err)
	}
	return n, err
}

// wrong says what is the matter with a stream that cannot be unpacked.
func (u *unpacked) wrong(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return fmt.Errorf("the %s data breaks off: the upload was cut short; send it again", u.what)
	}
	return fmt.Errorf("the %s data is damaged (%w); send it again", u.what, err)
}

func tooLarge(n, packed int64) bool {
	return n > maxUnpacked || n > freeUnpacked && n/maxRatio > packed
}
