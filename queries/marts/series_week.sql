/* @anlan
name: series_week
zh: 周序列
en: Weekly series
grain: one series, kind, area and whole week, from Monday
owner: 市委政法委
kind: table
readers: steward
keeps: true
depends: [whole_week_dispute, whole_week_ticket, dim_area]
columns:
  - {name: series, type: varchar, zh: 序列, en: "dispute_type (heading by county) or hotline_domain (domain by township)"}
  - {name: kind, type: varchar, zh: 类别代码, en: "first two digits of the dispute type, or the hotline domain"}
  - {name: area_code, type: varchar, zh: 区划代码, en: "county or township"}
  - {name: area_level, type: integer, zh: 层级, en: "2 county, 3 township"}
  - {name: week_start, type: date, zh: 周一日期, en: "Monday of the week"}
  - {name: observed, type: bigint, zh: 件数, en: "cases registered; 0 only in a week of which the data set holds cases somewhere"}
*/
-- Each series by itself from its counts to its rows: engines then hold fewer rows against
-- each other.
select
  'dispute_type' as series,
  k.kind,
  p.area_code,
  p.area_level,
  w.week_start,
  coalesce(c.cases, 0) as observed
from (select distinct week_start from whole_week_dispute) as w
cross join (select distinct kind from whole_week_dispute) as k
cross join (select area_code, area_level from dim_area where is_current and area_level = 2) as p
left join (
  select kind, substr(area_code, 1, :len_county) as area_code, week_start, cast(sum(cases) as bigint) as cases
  from whole_week_dispute
  group by kind, substr(area_code, 1, :len_county), week_start
) as c
  on c.kind = k.kind
  and c.area_code = p.area_code
  and c.week_start = w.week_start
union all
select
  'hotline_domain' as series,
  k.kind,
  p.area_code,
  p.area_level,
  w.week_start,
  coalesce(c.cases, 0) as observed
from (select distinct week_start from whole_week_ticket) as w
cross join (select distinct kind from whole_week_ticket) as k
cross join (select area_code, area_level from dim_area where is_current and area_level = 3) as p
left join whole_week_ticket c
  on c.kind = k.kind
  and c.area_code = p.area_code
  and c.week_start = w.week_start
