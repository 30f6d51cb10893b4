/* @anlan
name: fct_hazard
zh: 安全隐患台账（按现行区划）
en: "Safety hazards, on today's boundaries"
grain: one hazard
owner: 市应急管理局
depends: [stg_hazard_item, dim_area_bridge]
columns:
  - {name: hazard_id, type: "varchar", zh: "隐患编号", en: "number of the hazard"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area today: that of the successor where the area has ended"}
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
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_hazard_item s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
select
  hazard_id,
  today_code as area_code,
  field,
  level,
  source,
  found_date,
  due_date,
  fix_date,
  is_verified,
  is_relapsed,
  is_listed,
  uscc,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
