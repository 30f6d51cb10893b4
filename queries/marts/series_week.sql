/* @anlan
name: series_week
zh: 周序列
en: Weekly series
grain: one series, kind, area and whole week, from Monday
owner: 市委政法委
kind: table
readers: steward
depends: [week_dispute, week_ticket, day_dispute, day_ticket, dim_area]
columns:
  - {name: series, type: varchar, zh: 序列, en: "dispute_type (heading by county) or hotline_domain (domain by township)"}
  - {name: kind, type: varchar, zh: 类别代码, en: "first two digits of the dispute type, or the hotline domain"}
  - {name: area_code, type: varchar, zh: 区划代码, en: "county or township"}
  - {name: area_level, type: integer, zh: 层级, en: "2 county, 3 township"}
  - {name: week_start, type: date, zh: 周一日期, en: "Monday of the week"}
  - {name: observed, type: bigint, zh: 件数, en: "cases registered; 0 only in a week of which the data set holds cases somewhere"}
*/
-- Each series by itself from its counts to its rows: engines then hold fewer rows against
-- each other. Whole weeks that the data set reaches: a week nobody reported is no quiet week.
with dispute_week as (
  select distinct c.week_start
  from week_dispute c
  cross join (
    select min(day) as first_day, max(day) as last_day from day_dispute where figure = 'disputes_new' and day < @day(:end)
  ) as s
  where c.week_start >= s.first_day
    and @add_days(c.week_start, 6) <= s.last_day
),
ticket_week as (
  select distinct c.week_start
  from week_ticket c
  cross join (
    select min(day) as first_day, max(day) as last_day from day_ticket where figure = 'requests_received' and day < @day(:end)
  ) as s
  where c.week_start >= s.first_day
    and @add_days(c.week_start, 6) <= s.last_day
)
select
  'dispute_type' as series,
  k.kind,
  p.area_code,
  p.area_level,
  w.week_start,
  coalesce(c.cases, 0) as observed
from dispute_week w
cross join (select distinct kind from week_dispute where week_start < @day(:end)) as k
cross join (select area_code, area_level from dim_area where is_current and area_level = 2) as p
left join week_dispute c
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
from ticket_week w
cross join (select distinct kind from week_ticket where week_start < @day(:end)) as k
cross join (select area_code, area_level from dim_area where is_current and area_level = 3) as p
left join week_ticket c
  on c.kind = k.kind
  and c.area_code = p.area_code
  and c.week_start = w.week_start
