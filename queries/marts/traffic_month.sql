/* @anlan
name: traffic_month
zh: 道路交通事故月度统计
en: "Road accidents by month"
grain: "one area, month; a row only where there is something to count"
owner: 市公安局交警支队
kind: view
readers: steward
depends: [fct_traffic_day, dim_area]
columns:
  - {name: area_code, type: "varchar", zh: "区划代码", en: "city, county or township"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: area_level, type: "integer", zh: "层级", en: "1 city, 2 county, 3 township", from: [fct_traffic_day.area_code]}
  - {name: month, type: "date", zh: "月份", en: "first day of the month"}
  - {name: accidents, type: "bigint", zh: "事故起数", en: "accidents"}
  - {name: fatal_accidents, type: "bigint", zh: "亡人事故起数", en: "accidents with deaths"}
  - {name: deaths, type: "bigint", zh: "死亡人数", en: "deaths"}
  - {name: injured, type: "bigint", zh: "受伤人数", en: "injured"}
  - {name: quick_settled, type: "bigint", zh: "快处快赔起数", en: "settled on the spot"}
*/
-- One row for each case and each month that it counts in.
with event as (
  select f.area_code as area_code, cast(null as varchar) as kind, @month_start(f.stat_date) as month, f.accidents as accidents, f.fatal_accidents as fatal_accidents, f.deaths as deaths, f.injured as injured, f.quick_settled as quick_settled
  from fct_traffic_day f
  where f.stat_date < @day(:end)
),
-- The same at each level that the case is located at.
levelled as (
  select l.area_level, substr(e.area_code, 1, l.code_len) as area_code, e.kind, e.month,
    e.accidents, e.fatal_accidents, e.deaths, e.injured, e.quick_settled
  from event e
  join (values (1, :len_city), (2, :len_county), (3, :len_township)) as l(area_level, code_len) on length(e.area_code) >= l.code_len
)
select
  e.area_code,
  min(a.area_name) as area_name,
  e.area_level,
  e.month,
  cast(sum(e.accidents) as bigint) as accidents,
  cast(sum(e.fatal_accidents) as bigint) as fatal_accidents,
  cast(sum(e.deaths) as bigint) as deaths,
  cast(sum(e.injured) as bigint) as injured,
  cast(sum(e.quick_settled) as bigint) as quick_settled
from levelled e
left join dim_area a on a.area_code = e.area_code
group by e.area_code, e.area_level, e.month
