/* @anlan
name: stg_grid_staff_month
zh: 网格力量月报
en: "Staff of grids by month, as landed"
grain: one grid and month
owner: 市网格化服务管理中心
depends: [grid_staff_month]
columns:
  - {name: area_code, type: "varchar", zh: "网格代码", en: "grid, as sent"}
  - {name: stat_month, type: "date", zh: "统计月份", en: "first day of the month reported"}
  - {name: grid_kind, type: "varchar", zh: "网格类型", en: "41 basic grid or 42 dedicated grid (CL_AREA_TYPE)"}
  - {name: is_urban, type: "boolean", zh: "是否城镇网格", en: "lies in a town"}
  - {name: households, type: "integer", zh: "户数", en: "households in the grid"}
  - {name: staff_full, type: "integer", zh: "专职网格员数", en: "full-time grid workers"}
  - {name: staff_part, type: "integer", zh: "兼职网格员数", en: "part-time grid workers"}
  - {name: has_leader, type: "boolean", zh: "是否有网格长", en: "has a grid leader"}
  - {name: has_police, type: "boolean", zh: "是否有网格警员（警网融合）", en: "has a police officer assigned to it"}
  - {name: has_mediator, type: "boolean", zh: "是否挂接调解员", en: "has a mediator attached to it"}
  - {name: star3_plus, type: "integer", zh: "三星及以上网格员数", en: "grid workers rated three stars or more"}
  - {name: trained, type: "integer", zh: "当月培训人次", en: "training attendances in the month"}
*/
select
  area_code,
  stat_month,
  grid_kind,
  is_urban,
  households,
  staff_full,
  staff_part,
  has_leader,
  has_police,
  @optional(has_mediator, boolean),
  @optional(star3_plus, integer),
  @optional(trained, integer)
from grid_staff_month
