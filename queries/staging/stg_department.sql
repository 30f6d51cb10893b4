/* @anlan
name: stg_department
zh: 部门单位名录
en: "Departments, as landed"
grain: one version of one department
owner: 市委编办
depends: [department]
columns:
  - {name: dept_code, type: "varchar", zh: "单位编码", en: "code of the department"}
  - {name: dept_name, type: "varchar", zh: "单位名称", en: "name of the department"}
  - {name: uscc, type: "varchar", zh: "统一社会信用代码", en: "unified social credit code"}
  - {name: area_code, type: "varchar", zh: "所属区划", en: "area of the department, as sent"}
  - {name: dept_level, type: "varchar", zh: "层级", en: "level the department works at (CL_AREA_LEVEL)"}
  - {name: system, type: "varchar", zh: "系统", en: "system it belongs to (CL_SYSTEM)"}
  - {name: is_signatory, type: "boolean", zh: "是否签订责任书", en: "signs a duty statement for peace-building"}
  - {name: is_hotline_unit, type: "boolean", zh: "是否12345承办单位", en: "is given tickets of the 12345 hotline"}
  - {name: is_provider, type: "boolean", zh: "是否供数单位", en: "sends data to the lake"}
  - {name: valid_from, type: "date", zh: "启用日期", en: "first day of this version"}
  - {name: valid_to, type: "date", zh: "停用日期", en: "day it went out of use, null while in use"}
*/
select
  dept_code,
  dept_name,
  @optional(uscc, varchar),
  area_code,
  dept_level,
  system,
  is_signatory,
  is_hotline_unit,
  is_provider,
  valid_from,
  @optional(valid_to, date)
from department
