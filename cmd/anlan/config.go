package main

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
	"github.com/anlan-lake/anlan/etl/pull"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/internal/night"
)

// config is anlan.yaml: what makes a lake this city's. Unknown keys are
// refused; paths are relative to the file. A file may instead hold the one key
// include, the path of the settings to use.
type config struct {
	City struct {
		Code   string `yaml:"code"`
		Name   string `yaml:"name"`
		NameEn string `yaml:"name_en"`
	} `yaml:"city"`
	LevelNames map[string]struct {
		Zh string `yaml:"zh"`
		En string `yaml:"en"`
	} `yaml:"level_names"` // by county, township …; empty for China's
	Timezone   string `yaml:"timezone"`    // default Asia/Shanghai
	Levels     []int  `yaml:"levels"`      // prefix lengths, city first
	Landing    string `yaml:"landing"`     // landing zone, outside the lake
	PersonKeys string `yaml:"person_keys"` // file of keys of pseudonyms; default beside the landing zone
	// LandingKeepDays is how long received files stay there, 0 for ever, and
	// LandingKeepOpenDays those of held batches and of rows waiting to be mended.
	LandingKeepDays     int            `yaml:"landing_keep_days"`
	LandingKeepOpenDays int            `yaml:"landing_keep_open_days"`
	Boundaries          string         `yaml:"boundaries"` // folder of county.geojson, township.geojson …
	Framework           string         `yaml:"framework"`  // a built-in id or a file
	Queries             string         `yaml:"queries"`    // folder of own queries, laid over the built-in ones; empty for none
	Sources             []sourceConfig `yaml:"sources"`
	Detect              []night.Detect `yaml:"detect"`
	Warnings            night.Warnings `yaml:"warnings"` // how many, of what weight
	Calendar            string         `yaml:"calendar"` // of working days: china (default), none, or a CSV of date and kind
	Serve               struct {
		Addr string `yaml:"addr"`
	} `yaml:"serve"`

	Include string `yaml:"include"` // another settings file to read instead of this one

	dir string // of the file
}

// sourceConfig is one data set's files, a glob in which {date} stands for the
// day the file is for, and behind ! a glob for the tables of archives; or the
// API or the table that its rows are pulled from.
type sourceConfig struct {
	Dataset  string      `yaml:"dataset"`
	Contract string      `yaml:"contract"` // a file; empty for the built-in contract
	Files    string      `yaml:"files"`
	Ready    string      `yaml:"ready"`  // marker beside a file that is whole: "{file}.ok", _SUCCESS
	Settle   string      `yaml:"settle"` // least time since a file's last change: 2m
	HTTP     *pull.HTTP  `yaml:"http"`
	Table    *pull.Table `yaml:"table"`
}

// drop gives what the source says of files that are whole.
func (s sourceConfig) drop() (etl.Drop, error) {
	d := etl.Drop{Ready: s.Ready}
	if s.Files == "" && (s.Ready != "" || s.Settle != "") {
		return d, anlan.Errorf(anlan.Invalid, "ready and settle are for files")
	}
	if _, members, _ := strings.Cut(s.Files, "!"); members != "" {
		if _, err := path.Match(members, "x"); err != nil {
			return d, anlan.Errorf(anlan.Invalid, "files %q: %q is no pattern", s.Files, members)
		}
	}
	if s.Settle != "" {
		var err error
		if d.Settle, err = time.ParseDuration(s.Settle); err != nil {
			return d, anlan.Errorf(anlan.Invalid, "settle %q is no length of time", s.Settle).WithNext("write one like 90s, 2m or 1h")
		}
	}
	return d, d.Check()
}

// config reads the settings of the lake.
func (e *env) config() (*config, error) {
	file := e.configFile
	if file == "" {
		file = filepath.Join(e.lakePath(), "anlan.yaml")
	}
	return readConfig(file)
}

func readConfig(file string) (*config, error) {
	file, err := filepath.Abs(file)
	if err != nil {
		return nil, anlan.Errorf(anlan.Unavailable, "read settings: %w", err)
	}
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, anlan.Errorf(anlan.NotFound, "no settings at %s", file).
			WithNext("name the lake with --lake DIR or ANLAN_LAKE, or make one with 'anlan init'")
	}
	if err != nil {
		return nil, anlan.Errorf(anlan.Unavailable, "read settings: %w", err)
	}
	defer f.Close()
	c := &config{dir: filepath.Dir(file), Timezone: "Asia/Shanghai", Levels: []int{4, 6, 9, 12, 15}, Landing: "../landing", Framework: "peace",
		LandingKeepDays: 400, LandingKeepOpenDays: -1}
	c.Serve.Addr = "127.0.0.1:8080"
	if err := yaml.NewDecoder(f, yaml.Strict(), yaml.DisallowUnknownField()).Decode(c); err != nil {
		return nil, anlan.Errorf(anlan.Invalid, "read settings %s: %w", file, err)
	}
	if c.Include != "" {
		next := c.path(c.Include)
		if filepath.Clean(next) == filepath.Clean(file) {
			return nil, anlan.Errorf(anlan.Invalid, "settings %s include themselves", file)
		}
		return readConfig(next)
	}
	if c.City.Code == "" {
		return nil, anlan.Errorf(anlan.Invalid, "settings %s: city.code is missing", file)
	}
	if c.LandingKeepOpenDays == -1 {
		c.LandingKeepOpenDays = 2 * c.LandingKeepDays
	}
	if c.LandingKeepDays < 0 || c.LandingKeepOpenDays < c.LandingKeepDays {
		return nil, anlan.Errorf(anlan.Invalid, "settings %s: landing_keep_days %d and landing_keep_open_days %d: days, the second no less than the first; 0 keeps files for ever",
			file, c.LandingKeepDays, c.LandingKeepOpenDays)
	}
	if err := anlan.Levels(c.Levels).Validate(); err != nil {
		return nil, anlan.Errorf(anlan.Invalid, "settings %s: %w", file, err)
	}
	if _, err := time.LoadLocation(c.Timezone); err != nil {
		return nil, anlan.Errorf(anlan.Invalid, "settings %s: timezone: %w", file, err)
	}
	if err := c.Warnings.Validate(); err != nil {
		return nil, anlan.Errorf(anlan.Invalid, "settings %s: %w", file, err)
	}
	if err := c.checkSources(); err != nil {
		return nil, anlan.Errorf(anlan.Invalid, "settings %s: %w", file, err)
	}
	return c, nil
}

// path resolves a path of the settings file.
func (c *config) path(p string) string {
	if p == "" || filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(c.dir, p)
}

func (c *config) location() *time.Location {
	loc, err := time.LoadLocation(c.Timezone)
	if err != nil { // readConfig has checked it
		return time.UTC
	}
	return loc
}

// contract gives the contract of one source.
func (c *config) contract(s sourceConfig) (*etl.Contract, error) {
	if s.Contract == "" {
		return etl.Builtin(s.Dataset)
	}
	return readContract(c.path(s.Contract))
}

// readContract reads a contract file; the map files it names lie beside it.
func readContract(file string) (*etl.Contract, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, anlan.Errorf(anlan.NotFound, "read contract: %w", err)
	}
	defer f.Close()
	return etl.LoadContract(file, f)
}

// framework gives the index of this lake.
func (c *config) framework() (*indicators.Framework, error) {
	f, err := readFramework(c.Framework, c.path(c.Framework))
	if err == nil && f.OwnRules() {
		return nil, anlan.Errorf(anlan.Invalid, "settings: framework %s has rules of its own, which the night's index does not know", f.ID).
			WithNext("work it out with 'anlan framework run %s'", c.Framework)
	}
	return f, err
}

// readFramework takes a built-in id, or else a file: id with its place.
func readFramework(id, file string) (*indicators.Framework, error) {
	if filepath.Ext(id) == "" {
		file = id
	}
	f, _, err := frameworkOf(file)
	return f, err
}
