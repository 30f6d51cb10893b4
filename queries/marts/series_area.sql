/* @anlan
name: series_area
zh: 序列各区划件数（近三年）
en: Cases of the series by area, the last three years
grain: one series, kind, area and stretch of 28 days
owner: 市委政法委
kind: table
readers: steward
depends: [fct_dispute, fct_ticket, dim_area]
columns:
  - {name: series, type: varchar, zh: 序列, en: "dispute_type or hotline_domain, as in series_week"}
  - {name: kind, type: varchar, zh: 类别代码, en: "kind of dispute, of counties and townships; * all kinds, of every area"}
  - {name: area_code, type: varchar, zh: 区划代码, en: "area that the cases are recorded in, and none within"}
  - {name: stretch, type: integer, zh: 时段, en: "0 the 28 days that end with the last one reported, 1 those before … 6 all before the sixth"}
  - {name: cases, type: double, zh: 件数, en: "cases registered; of stretch 6 each weighs half as much for every 13 stretches that it lies further back; areas in use without any have one row of 0"}
*/
with event as (
  select 'dispute_type' as series, substr(dispute_type, 1, 2) as kind, area_code, coalesce(township_code, county_code) as known_code, @day(register_time) as day
  from fct_dispute
  where register_time >= @add_days(@day(:end), -1092) and register_time < :end and county_code is not null
  union all
  select 'hotline_domain' as series, cast(null as varchar) as kind, area_code, coalesce(township_code, county_code) as known_code, @day(create_time) as day
  from fct_ticket
  where create_time >= @add_days(@day(:end), -1092) and create_time < :end and county_code is not null
),
ending as (
  select series, max(day) as last_day from event group by series
),
-- A case of an area that is not in use counts in its township.
placed as (
  select e.series, e.kind, e.known_code, coalesce(a.area_code, e.known_code) as area_code,
    cast(floor(@days_between(e.day, l.last_day) / 28e0) as integer) as stretch
  from event e
  join ending l on l.series = e.series
  left join dim_area a on a.area_code = e.area_code and a.is_current
),
counted as (
  select series, '*' as kind, area_code, stretch, count(*) as n
  from placed
  group by series, area_code, stretch
  union all
  select series, kind, known_code as area_code, stretch, count(*) as n
  from placed
  where kind is not null
  group by series, kind, known_code, stretch
)
select
  series,
  kind,
  area_code,
  least(stretch, 6) as stretch,
  cast(sum(@exact(n * power(0.5e0, case when stretch > 6 then stretch - 6 else 0 end / 13e0))) as double) as cases
from counted
group by series, kind, area_code, least(stretch, 6)
union all
select l.series, '*' as kind, a.area_code, 0 as stretch, 0e0 as cases
from dim_area a
cross join ending l
left join counted c on c.series = l.series and c.area_code = a.area_code and c.kind = '*'
where a.is_current and c.area_code is null
