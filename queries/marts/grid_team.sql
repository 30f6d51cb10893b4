/* @anlan
name: grid_team
zh: 网格队伍（按月）
en: "Grid teams by month"
grain: "one grid and month"
owner: 市网格化服务管理中心
kind: view
readers: steward
depends: [fct_grid_staff, dim_area, ref_code]
columns:
  - {name: area_code, type: "varchar", zh: "网格代码", en: "area today: that of the successor where the area has ended"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: county_code, type: "varchar", zh: "所属区县代码", en: "code of the county"}
  - {name: county_name, type: "varchar", zh: "所属区县", en: "name of the county"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道代码", en: "code of the township"}
  - {name: township_name, type: "varchar", zh: "所属乡镇街道", en: "name of the township"}
  - {name: village_name, type: "varchar", zh: "所属村社区", en: "name of the village or community, null where not located so far down"}
  - {name: stat_month, type: "date", zh: "统计月份", en: "first day of the month reported"}
  - {name: grid_kind, type: "varchar", zh: "网格类型", en: "41 basic grid or 42 dedicated grid (CL_AREA_TYPE)"}
  - {name: grid_kind_zh, type: "varchar", zh: "网格类型名称", en: "41 basic grid or 42 dedicated grid (CL_AREA_TYPE), name in Chinese"}
  - {name: grid_kind_en, type: "varchar", zh: "网格类型英文名称", en: "41 basic grid or 42 dedicated grid (CL_AREA_TYPE), name in English"}
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
  f.area_code,
  a.area_name as area_name,
  f.county_code,
  c.area_name as county_name,
  f.township_code,
  t.area_name as township_name,
  v.area_name as village_name,
  f.stat_month,
  f.grid_kind,
  k1.name_zh as grid_kind_zh,
  k1.name_en as grid_kind_en,
  f.is_urban,
  f.households,
  f.staff_full,
  f.staff_part,
  f.has_leader,
  f.has_police,
  f.has_mediator,
  f.star3_plus,
  f.trained
from fct_grid_staff f
left join dim_area a on a.area_code = f.area_code
left join dim_area c on c.area_code = f.county_code
left join dim_area t on t.area_code = f.township_code
left join dim_area v on length(f.area_code) >= :len_village and v.area_code = substr(f.area_code, 1, :len_village)
left join ref_code k1 on k1.list = 'CL_AREA_TYPE' and k1.code = f.grid_kind
