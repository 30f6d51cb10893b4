/* @anlan
name: stg_hazard_item
zh: 安全隐患台账
en: "Safety hazards, as landed"
grain: one hazard
owner: 市应急管理局
depends: [hazard_item]
columns:
  - {name: hazard_id, type: "varchar", zh: "隐患编号", en: "number of the hazard"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area of the site, as sent"}
  - {name: field, type: "varchar", zh: "领域", en: "field of safety (CL_HAZARD_FIELD)"}
  - {name: level, type: "varchar", zh: "等级", en: "01 major or 02 ordinary (CL_HAZARD_LEVEL)"}
  - {name: source, type: "varchar", zh: "来源", en: "how it was found (CL_HAZARD_SOURCE)"}
  - {name: found_date, type: "date", zh: "发现日期", en: "day it was found"}
  - {name: due_date, type: "date", zh: "整改期限", en: "last day to remedy it"}
  - {name: fix_date, type: "date", zh: "整改日期", en: "day it was remedied"}
  - {name: is_verified, type: "boolean", zh: "是否复查验收", en: "the remedy was inspected and accepted"}
  - {name: is_relapsed, type: "boolean", zh: "是否复发", en: "found again at the site within 180 days of acceptance"}
  - {name: is_listed, type: "boolean", zh: "是否挂牌督办", en: "listed for supervision"}
  - {name: uscc, type: "varchar", zh: "责任单位信用代码", en: "unified social credit code of the unit responsible"}
*/
select
  hazard_id,
  area_code,
  field,
  level,
  source,
  found_date,
  due_date,
  @optional(fix_date, date),
  @optional(is_verified, boolean),
  @optional(is_relapsed, boolean),
  @optional(is_listed, boolean),
  @optional(uscc, varchar)
from hazard_item
