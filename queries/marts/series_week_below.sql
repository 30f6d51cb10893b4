/* @anlan
name: series_week_below
zh: 更细区划的周件数
en: Weekly counts of smaller areas
grain: one series, kind, area and whole week with a case
owner: 市委政法委
kind: table
readers: steward
keeps: true
depends: [whole_week_dispute]
columns:
  - {name: series, type: varchar, zh: 序列, en: "dispute_type, whose series in series_week are those of counties"}
  - {name: kind, type: varchar, zh: 类别代码, en: "first two digits of the dispute type"}
  - {name: area_code, type: varchar, zh: 区划代码, en: "township"}
  - {name: week_start, type: date, zh: 周一日期, en: "Monday of the week"}
  - {name: observed, type: bigint, zh: 件数, en: "cases registered, 1 or more: a township without a row had none in a week that series_week has"}
*/
-- Most townships have no dispute of a kind in most weeks: those are left out.
select 'dispute_type' as series, kind, area_code, week_start, cases as observed
from whole_week_dispute
where length(area_code) = :len_township and kind is not null
