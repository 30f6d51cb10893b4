/* @anlan
name: dim_department
zh: 部门单位（最新版本）
en: Departments, newest version
grain: one department
owner: 市委编办
depends: [stg_department, dim_area_bridge]
columns:
  - {name: dept_code, type: varchar, zh: 单位编码, en: "department code"}
  - {name: dept_name, type: varchar, zh: 单位名称, en: "name"}
  - {name: uscc, type: varchar, zh: 统一社会信用代码, en: "unified social credit code"}
  - {name: area_code, type: varchar, zh: 所属区划, en: "area today: that of the successor where the area has ended"}
  - {name: dept_level, type: varchar, zh: 层级, en: "level the department works at (CL_AREA_LEVEL)"}
  - {name: system, type: varchar, zh: 系统, en: "system it belongs to (CL_SYSTEM)"}
  - {name: is_signatory, type: boolean, zh: 是否签订责任书, en: "signs a duty statement for peace-building"}
  - {name: is_hotline_unit, type: boolean, zh: 是否12345承办单位, en: "is given tickets of the 12345 hotline"}
  - {name: is_provider, type: boolean, zh: 是否供数单位, en: "sends data to the lake"}
  - {name: valid_from, type: date, zh: 启用日期, en: "first day of this version"}
  - {name: valid_to, type: date, zh: 停用日期, en: "day it went out of use, null while in use"}
  - {name: is_current, type: boolean, zh: 是否现行, en: "in use on the as-of day"}
*/
with version as (
  select
    s.*,
    row_number() over (partition by dept_code order by valid_from desc) as newest
  from stg_department s
  where valid_from < :end
)
select
  v.dept_code,
  v.dept_name,
  v.uscc,
  coalesce(b.current_code, v.area_code) as area_code,
  v.dept_level,
  v.system,
  v.is_signatory,
  v.is_hotline_unit,
  v.is_provider,
  v.valid_from,
  v.valid_to,
  v.valid_to is null or v.valid_to >= :end as is_current
from version v
left join dim_area_bridge b on b.ended_code = v.area_code
where v.newest = 1
