/* @anlan
name: fct_grid_day
zh: 网格巡查走访日报（按现行区划）
en: "Patrols and visits in grids by day, on today's boundaries"
grain: one grid and day
owner: 市网格化服务管理中心
depends: [stg_grid_day, dim_area_bridge]
columns:
  - {name: area_code, type: "varchar", zh: "网格代码", en: "area today: that of the successor where the area has ended"}
  - {name: stat_date, type: "date", zh: "日期", en: "day reported"}
  - {name: staff_on_duty, type: "integer", zh: "在岗人数", en: "grid workers on duty"}
  - {name: patrols, type: "integer", zh: "巡查次数", en: "patrols made"}
  - {name: household_visits, type: "integer", zh: "走访户次", en: "household visits made"}
  - {name: valid_info, type: "integer", zh: "有效信息条数", en: "pieces of information the platform found valid"}
  - {name: solved, type: "integer", zh: "解决实际问题数", en: "practical problems solved"}
  - {name: agent_services, type: "integer", zh: "代办件数", en: "errands run for residents"}
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_grid_day s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
-- One row for each row sent: after a merger two old grids stand under one code, and add up.
select
  today_code as area_code,
  stat_date,
  staff_on_duty,
  patrols,
  household_visits,
  valid_info,
  solved,
  agent_services,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
