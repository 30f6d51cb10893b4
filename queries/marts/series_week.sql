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
-- Each series by itself from its cases to its rows: engines then go over narrower columns
-- and hold fewer rows against each other.
with dispute as (
  select kind, area_code, @week_start(day) as week_start, count(*) as observed, min(day) as first_day, max(day) as last_day
  from (
    select substr(dispute_type, 1, 2) as kind, county_code as area_code, @day(register_time) as day
    from fct_dispute
    where register_time < :end
  ) as d
  group by kind, area_code, @week_start(day)
),
ticket as (
  select kind, area_code, @week_start(day) as week_start, count(*) as observed, min(day) as first_day, max(day) as last_day
  from (
    select domain as kind, township_code as area_code, @day(create_time) as day
    from fct_ticket
    where create_time < :end
  ) as t
  group by kind, area_code, @week_start(day)
),
-- Whole weeks that the data set reaches: a week nobody reported is no quiet week.
dispute_week as (
  select distinct d.week_start
  from dispute d
  cross join (select min(first_day) as first_day, max(last_day) as last_day from dispute) as s
  where d.week_start >= s.first_day
    and @add_days(d.week_start, 6) <= s.last_day
),
ticket_week as (
  select distinct t.week_start
  from ticket t
  cross join (select min(first_day) as first_day, max(last_day) as last_day from ticket) as s
  where t.week_start >= s.first_day
    and @add_days(t.week_start, 6) <= s.last_day
)
select
  'dispute_type' as series,
  k.kind,
  p.area_code,
  p.area_level,
  w.week_start,
  coalesce(d.observed, 0) as observed
from dispute_week w
cross join (select distinct kind from dispute) as k
cross join (select area_code, area_level from dim_area where is_current and area_level = 2) as p
left join dispute d
  on d.kind = k.kind
  and d.area_code = p.area_code
  and d.week_start = w.week_start
union all
select
  'hotline_domain' as series,
  k.kind,
  p.area_code,
  p.area_level,
  w.week_start,
  coalesce(t.observed, 0) as observed
from ticket_week w
cross join (select distinct kind from ticket) as k
cross join (select area_code, area_level from dim_area where is_current and area_level = 3) as p
left join ticket t
  on t.kind = k.kind
  and t.area_code = p.area_code
  and t.week_start = w.week_start
