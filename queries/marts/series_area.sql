/* @anlan
name: series_area
zh: 序列各区划件数（近三年）
en: Cases of the series by area, the last three years
grain: one series, kind, area and stretch of 28 days
owner: 市委政法委
kind: table
readers: steward
depends: [stretch_dispute, fct_dispute, stretch_ticket, fct_ticket, dim_area]
columns:
  - {name: series, type: varchar, zh: 序列, en: "dispute_type or hotline_domain, as in series_week"}
  - {name: kind, type: varchar, zh: 类别代码, en: "kind of dispute, of counties and townships; * all kinds, of every area"}
  - {name: area_code, type: varchar, zh: 区划代码, en: "area that the cases are recorded in, and none within"}
  - {name: stretch, type: integer, zh: 时段, en: "0 the days since the last stretch of 28 days ended and that stretch itself, 1 the stretch before … 6 all before the sixth; stretches as in stretch_ticket"}
  - {name: cases, type: double, zh: 件数, en: "cases registered; of stretch 6 each weighs half as much for every 13 stretches that it lies further back, none beyond 39; areas in use without any have one row of 0"}
*/
-- Stretches that have ended are counted already; days since then are counted here, up to tonight.
with ended as (
  select 'dispute_type' as series, kind, area_code, cast(floor(@days_between(@timestamp('1970-01-05 00:00:00'), :end) / 28e0) as integer) - stretch as back, cases
  from stretch_dispute
  union all
  select 'hotline_domain', cast(null as varchar), area_code, cast(floor(@days_between(@timestamp('1970-01-05 00:00:00'), :end) / 28e0) as integer) - stretch, cases
  from stretch_ticket
),
since as (
  select 'dispute_type' as series, substr(dispute_type, 1, 2) as kind, area_code, cast(floor(@days_between(@timestamp('1970-01-05 00:00:00'), :end) / 28e0) as integer) - cast(floor(@days_between(@timestamp('1970-01-05 00:00:00'), register_time) / 28e0) as integer) as back
  from fct_dispute
  where register_time >= @add_days(@day(:end), -28) and register_time < :end
  union all
  select 'hotline_domain', cast(null as varchar), area_code, cast(floor(@days_between(@timestamp('1970-01-05 00:00:00'), :end) / 28e0) as integer) - cast(floor(@days_between(@timestamp('1970-01-05 00:00:00'), create_time) / 28e0) as integer)
  from fct_ticket
  where create_time >= @add_days(@day(:end), -28) and create_time < :end
),
event as (
  select series, kind, area_code, least(greatest(back - 1, 0), 6) as stretch, sum(@exact(cases * power(0.5e0, greatest(back - 7, 0) / 13e0))) as cases
  from ended
  where back > 0 and back <= 39 and length(area_code) >= :len_county
  group by series, kind, area_code, least(greatest(back - 1, 0), 6)
  union all
  select series, kind, area_code, 0, sum(@exact(1))
  from since
  where back = 0 and length(area_code) >= :len_county
  group by series, kind, area_code
),
-- A case of an area that is not in use counts in its township.
placed as (
  select e.series, e.kind, substr(e.area_code, 1, :len_township) as known_code, coalesce(a.area_code, substr(e.area_code, 1, :len_township)) as area_code, e.stretch, e.cases
  from event e
  left join dim_area a on a.area_code = e.area_code and a.is_current
),
counted as (
  select series, '*' as kind, area_code, stretch, sum(cases) as cases
  from placed
  group by series, area_code, stretch
  union all
  select series, kind, known_code as area_code, stretch, sum(cases) as cases
  from placed
  where kind is not null
  group by series, kind, known_code, stretch
)
select series, kind, area_code, stretch, cast(@exact(cases) as double) as cases
from counted
union all
select l.series, '*' as kind, a.area_code, 0 as stretch, 0e0 as cases
from dim_area a
cross join (select distinct series from counted) as l
left join counted c on c.series = l.series and c.area_code = a.area_code and c.kind = '*'
where a.is_current and c.area_code is null
