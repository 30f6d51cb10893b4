package etl

// contractDocument is a contract as it is written: the fields of the Open Data
// Contract Standard 3.1 that Anlan reads, and under customProperties what the
// standard has no field for. The tag need marks what may not be left out, one
// lists the words that are allowed, doc is what an editor says of the field.
type contractDocument struct {
	APIVersion  string         `yaml:"apiVersion" need:"true" one:"v3.1.0" doc:"the version of the standard"`
	Kind        string         `yaml:"kind" need:"true" one:"DataContract" doc:"always DataContract"`
	ID          string         `yaml:"id" need:"true" doc:"name of the table in the lake, in lower case"`
	Name        string         `yaml:"name" need:"true" doc:"what people call the data set"`
	Version     string         `yaml:"version" need:"true" doc:"major.minor.patch: anlan contract diff says which to raise"`
	Status      string         `yaml:"status" need:"true" one:"draft,active,deprecated" doc:"draft, active or deprecated"`
	Domain      string         `yaml:"domain" doc:"field of work the data set belongs to"`
	Tags        []string       `yaml:"tags" doc:"words to find it by"`
	Description docPurpose     `yaml:"description" doc:"purpose, limitations and usage"`
	Team        docTeam        `yaml:"team" doc:"who answers for the data"`
	SLA         []docSLA       `yaml:"slaProperties" doc:"how often rows come, and when they are due"`
	Custom      docCustom      `yaml:"customProperties" pairs:"true" doc:"what the standard has no field for"`
	Schema      []docSchemaObj `yaml:"schema" need:"true" doc:"the one table of the contract"`
}

type docPurpose struct {
	Purpose     string `yaml:"purpose" doc:"what the data is for"`
	Limitations string `yaml:"limitations" doc:"what it cannot say"`
	Usage       string `yaml:"usage" doc:"how it is used"`
}

type docTeam struct {
	Name        string `yaml:"name" need:"true" doc:"the department that owns the data"`
	Description string `yaml:"description" doc:"how to reach it; no person's name"`
}

// docSLA is one promise: frequency, latency (days after the period's last day)
// or timeOfAvailability.
type docSLA struct {
	Property    string `yaml:"property" need:"true" one:"frequency,latency,timeOfAvailability" doc:"frequency: daily, monthly, quarterly, wave or change; latency: days after the period until the file is due; timeOfAvailability: the time of that day"`
	Value       string `yaml:"value" need:"true" doc:"daily; 8; 06:00"`
	Unit        string `yaml:"unit" one:"d,workingDay" doc:"of latency: d (default) or workingDay"`
	Description string `yaml:"description" doc:"for people"`
}

type docCustom struct {
	English   docEnglish `yaml:"english" doc:"the same names in English"`
	EventTime string     `yaml:"eventTime" doc:"column with the time the thing happened"`
	Updated   string     `yaml:"updated" doc:"version column: of two rows with one key the newer stays"`
	Sort      []string   `yaml:"sort" doc:"columns by which rows are sorted within a file"`
	Source    SourceForm `yaml:"source" doc:"how files are written, where that cannot be found out"`
	Area      *AreaRule  `yaml:"area" doc:"where a row lies"`
}

type docEnglish struct {
	Name  string `yaml:"name" doc:"of the data set"`
	Owner string `yaml:"owner" doc:"of team.name"`
	Grain string `yaml:"grain" doc:"of dataGranularityDescription"`
}

type docSchemaObj struct {
	Name         string       `yaml:"name" need:"true" doc:"the table, the same as id"`
	PhysicalType string       `yaml:"physicalType" one:"table" doc:"table"`
	Description  string       `yaml:"description" doc:"for people"`
	Grain        string       `yaml:"dataGranularityDescription" doc:"what one row is"`
	Properties   []docColumn  `yaml:"properties" need:"true" doc:"the columns"`
	Quality      []docQuality `yaml:"quality" doc:"rules across columns"`
}

type docColumn struct {
	Name           string           `yaml:"name" need:"true" doc:"column in the lake, in lower case"`
	BusinessName   string           `yaml:"businessName" doc:"the header as the department sends it"`
	LogicalType    string           `yaml:"logicalType" need:"true" one:"string,integer,number,boolean,date,timestamp" doc:"string, integer, number, boolean, date or timestamp"`
	PhysicalType   string           `yaml:"physicalType" doc:"where it is not the usual one: int64 (integer), decimal(18,2) (number); usual are varchar, int32, float64, boolean, date, timestamp"`
	Options        docOptions       `yaml:"logicalTypeOptions" doc:"bounds of numbers, pattern and format"`
	Required       bool             `yaml:"required" doc:"an empty cell rejects the row; a missing header holds the file"`
	PrimaryKey     bool             `yaml:"primaryKey" doc:"part of the key that tells rows apart"`
	KeyPosition    int              `yaml:"primaryKeyPosition" doc:"place in a key of several columns, from 1"`
	Partitioned    bool             `yaml:"partitioned" doc:"files are cut by month of this column, which is eventTime"`
	Classification string           `yaml:"classification" one:"public,internal,personal" doc:"personal: never reaches the lake, treatment must be drop or landing_only"`
	Description    string           `yaml:"description" doc:"for people"`
	TransformLogic string           `yaml:"transformLogic" doc:"not in the file: 'a constant', or case when other is null then 'a' else 'b' end, or file_and_row, a key for rows that bring none"`
	Quality        []docColumnRule  `yaml:"quality" doc:"values allowed"`
	Custom         docColumnCustoms `yaml:"customProperties" pairs:"true" doc:"what the standard has no field for"`
}

type docOptions struct {
	Minimum          *float64 `yaml:"minimum" doc:"smallest number allowed"`
	Maximum          *float64 `yaml:"maximum" doc:"largest number allowed"`
	ExclusiveMinimum *float64 `yaml:"exclusiveMinimum" doc:"numbers must be larger"`
	Pattern          string   `yaml:"pattern" doc:"regular expression of the whole value"`
	Format           string   `yaml:"format" one:"uscc,key,yyyy-MM,yyyy-QQQ,yyyy-MM-dd HH" doc:"string: uscc (check character of GB 32100-2015) or key (no number of a person); date: yyyy-MM (a month) or yyyy-QQQ (a quarter); timestamp: yyyy-MM-dd HH (on the hour)"`
}

// docColumnRule is the standard's invalidValues: how many cells may break the
// column's form, which values it may have, and what becomes of a row that does.
type docColumnRule struct {
	Metric    string       `yaml:"metric" need:"true" one:"invalidValues" doc:"invalidValues"`
	Arguments docArguments `yaml:"arguments" doc:"validValues"`
	MustBe    *int         `yaml:"mustBe" doc:"0: no row may break it"`
	AtMost    *float64     `yaml:"mustBeLessOrEqualTo" doc:"with unit: percent and severity: hold, the share of rows that may break it"`
	Unit      string       `yaml:"unit" one:"percent" doc:"percent, of mustBeLessOrEqualTo"`
	Severity  string       `yaml:"severity" one:"reject,flag,hold" doc:"reject the row (default); flag: the row lands, the cell empty, and carries COLUMN_invalid; hold: reject the row, and hold the file where more than the share of rows break it"`
}

type docArguments struct {
	ValidValues []string `yaml:"validValues" doc:"the values allowed; beside codes: these of its codes alone"`
}

type docColumnCustoms struct {
	Aliases    []string          `yaml:"aliases" doc:"other headers the column comes under"`
	Unit       string            `yaml:"unit" doc:"元, 人 …; a header that ends in （万元） is converted"`
	Codes      string            `yaml:"codes" doc:"code list of codelists/codelists.csv"`
	Recode     map[string]string `yaml:"recode" doc:"value sent: code meant; a trailing * stands for any ending"`
	RecodeFile string            `yaml:"recodeFile" doc:"CSV file beside the contract, source,value,code: what the values of each sender mean; source is a file name, * for anything in it"`
	NoSpaces   bool              `yaml:"noSpaces" doc:"spaces within the value are typing slips"`
	Treatment  string            `yaml:"treatment" one:"keep,drop,landing_only" doc:"keep (default), drop, or landing_only (read while landing, never kept)"`
	Repeat     *Repeat           `yaml:"repeat" doc:"a boolean that says whether the same person came before with the same matter"`
	Guard      string            `yaml:"guard" one:"reviewed" doc:"reviewed: somebody saw that the column holds no person, though its header sounds like one or its numbers are long"`
	Partition  []string          `yaml:"partition" doc:"of a partitioned column: year, month, day; [year, month] where left out"`
}

// docQuality is a rule across columns, checked by Anlan itself.
type docQuality struct {
	Name        string  `yaml:"name" doc:"of a flag: what the row carries"`
	Description string  `yaml:"description" doc:"for people"`
	Type        string  `yaml:"type" need:"true" one:"custom" doc:"custom"`
	Engine      string  `yaml:"engine" need:"true" one:"anlan" doc:"anlan"`
	Severity    string  `yaml:"severity" one:"reject,flag,hold" doc:"what becomes of a row that breaks it: reject (usual for partWhole and startsWith), flag (usual for timeOrder and empty: the row lands and carries name), or hold (the row is rejected, and the file held where more than holdAbovePercent break it)"`
	Rule        docRule `yaml:"implementation" need:"true" doc:"one of partWhole, startsWith, timeOrder, empty and volume"`
}

type docRule struct {
	PartWhole  [][2]string `yaml:"partWhole" doc:"[part, whole]: a part larger than its whole (a column or a sum, a + b) rejects the row"`
	StartsWith [][2]string `yaml:"startsWith" doc:"[code, head]: a code that does not start with the other column rejects the row"`
	TimeOrder  [][2]string `yaml:"timeOrder" doc:"[earlier, later]: out of order by more than ten minutes flags the row time_order"`
	When       string      `yaml:"when" doc:"the rule holds where this column has a value of in"`
	In         []string    `yaml:"in" doc:"values of when; left out: any value"`
	Less       [2]string   `yaml:"less" doc:"[a, b]: the rule holds where a is below b"`
	Empty      string      `yaml:"empty" doc:"a column that should have a value: the row carries the flag name"`
	HoldAbove  *float64    `yaml:"holdAbovePercent" doc:"of severity hold: the share of rows that may break the rule; 0 where left out"`
	Volume     *docVolume  `yaml:"volume" doc:"guard of the number of rows"`
}

type docVolume struct {
	Enabled        *bool    `yaml:"enabled" doc:"false: no guard"`
	Deviations     *float64 `yaml:"deviations" doc:"median absolute deviations from the weekday's median; default 5"`
	MinimumHistory *int     `yaml:"minimumHistory" doc:"of the last 8 weeks or periods, how many there must be before the guard judges; default 6"`
	Hold           bool     `yaml:"hold" doc:"true: a file outside the guard is held until a person has looked"`
}
