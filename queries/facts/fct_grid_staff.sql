/* @anlan
name: fct_grid_staff
zh: 网格力量月报（按现行区划）
en: "Staff of grids by month, on today's boundaries"
grain: one grid and month
owner: 市网格化服务管理中心
depends: [stg_grid_staff_month, dim_area_bridge]
columns:
  - {name: area_code, type: "varchar", zh: "网格代码", en: "area today: that of the successor where the area has ended"}
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
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_grid_staff_month s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
-- One row for each row sent: after a merger two old grids stand under one code, and add up.
select
  today_code as area_code,
  stat_month,
  grid_kind,
  is_urban,
  households,
  staff_full,
  staff_part,
  has_leader,
  has_police,
  has_mediator,
  star3_plus,
  trained,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
