/* @anlan
name: series_week
zh: 周序列
en: Weekly series
grain: one series, kind, area and whole week, from Monday
owner: 市委政法委
kind: table
readers: steward
depends: [fct_dispute, fct_ticket, dim_area]
columns:
  - {name: series, type: varchar, zh: 序列, en: "dispute_type (heading by county) or hotline_domain (domain by township)"}
  - {name: kind, type: varchar, zh: 类别代码, en: "first two digits of the dispute type, or the hotline domain"}
  - {name: area_code, type: varchar, zh: 区划代码, en: "county or township"}
  - {name: area_level, type: integer, zh: 层级, en: "2 county, 3 township"}
  - {name: week_start, type: date, zh: 周一日期, en: "Monday of the week"}
  - {name: observed, type: bigint, zh: 件数, en: "cases registered; 0 only in a week of which the data set holds cases somewhere"}
*/
with dispute as (
  select substr(dispute_type, 1, 2) as kind, county_code as area_code, @day(register_time) as day
  from fct_dispute
  where register_time < :end
),
ticket as (
  select domain as kind, township_code as area_code, @day(create_time) as day
  from fct_ticket
  where create_time < :end
),
event as (
  select 'dispute_type' as series, kind, area_code, @week_start(day) as week_start, day from dispute
  union all
  select 'hotline_domain' as series, kind, area_code, @week_start(day) as week_start, day from ticket
),
counted as (
  select series, kind, area_code, week_start, count(*) as observed, min(day) as first_day, max(day) as last_day
  from event
  group by series, kind, area_code, week_start
),
span as (
  select series, min(first_day) as first_day, max(last_day) as last_day
  from counted
  group by series
),
-- Whole weeks that the data set reaches: a week nobody reported is no quiet week.
week as (
  select distinct c.series, c.week_start
  from counted c
  join span s on s.series = c.series
  where c.week_start >= s.first_day
    and @add_days(c.week_start, 6) <= s.last_day
),
kind as (
  select distinct series, kind from counted
),
place as (
  select 'dispute_type' as series, area_code, area_level from dim_area where is_current and area_level = 2
  union all
  select 'hotline_domain' as series, area_code, area_level from dim_area where is_current and area_level = 3
)
select
  w.series,
  k.kind,
  p.area_code,
  p.area_level,
  w.week_start,
  coalesce(c.observed, 0) as observed
from week w
join kind k on k.series = w.series
join place p on p.series = w.series
left join counted c
  on c.series = w.series
  and c.kind = k.kind
  and c.area_code = p.area_code
  and c.week_start = w.week_start
