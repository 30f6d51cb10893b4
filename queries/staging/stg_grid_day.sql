/* @anlan
name: stg_grid_day
zh: 网格巡查走访日报
en: "Patrols and visits in grids by day, as landed"
grain: one grid and day
owner: 市网格化服务管理中心
depends: [grid_day]
columns:
  - {name: area_code, type: "varchar", zh: "网格代码", en: "grid, as sent"}
  - {name: stat_date, type: "date", zh: "日期", en: "day reported"}
  - {name: staff_on_duty, type: "integer", zh: "在岗人数", en: "grid workers on duty"}
  - {name: patrols, type: "integer", zh: "巡查次数", en: "patrols made"}
  - {name: household_visits, type: "integer", zh: "走访户次", en: "household visits made"}
  - {name: valid_info, type: "integer", zh: "有效信息条数", en: "pieces of information the platform found valid"}
  - {name: solved, type: "integer", zh: "解决实际问题数", en: "practical problems solved"}
  - {name: agent_services, type: "integer", zh: "代办件数", en: "errands run for residents"}
*/
select
  area_code,
  stat_date,
  @optional(staff_on_duty, integer),
  patrols,
  household_visits,
  valid_info,
  solved,
  @optional(agent_services, integer)
from grid_day
