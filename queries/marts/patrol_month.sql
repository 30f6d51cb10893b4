/* @anlan
name: patrol_month
zh: 网格巡查月度统计
en: "Grid patrols by month"
grain: "one area, month; a row only where there is something to count"
owner: 市委政法委
kind: view
readers: steward
depends: [fct_grid_day, dim_area]
columns:
  - {name: area_code, type: "varchar", zh: "区划代码", en: "city, county or township"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: area_level, type: "integer", zh: "层级", en: "1 city, 2 county, 3 township", from: [fct_grid_day.area_code]}
  - {name: month, type: "date", zh: "月份", en: "first day of the month"}
  - {name: patrols, type: "bigint", zh: "巡查次数", en: "patrols"}
  - {name: household_visits, type: "bigint", zh: "入户走访户次", en: "visits to households"}
  - {name: valid_info, type: "bigint", zh: "有效信息数", en: "pieces of information that stood"}
  - {name: solved, type: "bigint", zh: "就地化解数", en: "solved on the spot"}
  - {name: agent_services, type: "bigint", zh: "代办服务数", en: "services done for residents"}
*/
-- One row for each case and each month that it counts in.
with event as (
  select f.area_code as area_code, cast(null as varchar) as kind, @month_start(f.stat_date) as month, f.patrols as patrols, f.household_visits as household_visits, f.valid_info as valid_info, f.solved as solved, f.agent_services as agent_services
  from fct_grid_day f
  where f.stat_date < @day(:end)
),
-- The same at each level that the case is located at.
levelled as (
  select l.area_level, substr(e.area_code, 1, l.code_len) as area_code, e.kind, e.month,
    e.patrols, e.household_visits, e.valid_info, e.solved, e.agent_services
  from event e
  join (values (1, :len_city), (2, :len_county), (3, :len_township)) as l(area_level, code_len) on length(e.area_code) >= l.code_len
)
select
  e.area_code,
  min(a.area_name) as area_name,
  e.area_level,
  e.month,
  cast(sum(e.patrols) as bigint) as patrols,
  cast(sum(e.household_visits) as bigint) as household_visits,
  cast(sum(e.valid_info) as bigint) as valid_info,
  cast(sum(e.solved) as bigint) as solved,
  cast(sum(e.agent_services) as bigint) as agent_services
from levelled e
left join dim_area a on a.area_code = e.area_code
group by e.area_code, e.area_level, e.month
