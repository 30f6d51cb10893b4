/* @anlan
name: hazard
zh: 安全隐患（一处一行）
en: "Hazards, one row a hazard"
grain: "one hazard"
owner: 市应急管理局
kind: view
readers: steward
depends: [fct_hazard, dim_area, ref_code]
columns:
  - {name: hazard_id, type: "varchar", zh: "隐患编号", en: "number of the hazard"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area today: that of the successor where the area has ended"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: county_code, type: "varchar", zh: "所属区县代码", en: "code of the county"}
  - {name: county_name, type: "varchar", zh: "所属区县", en: "name of the county"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道代码", en: "code of the township"}
  - {name: township_name, type: "varchar", zh: "所属乡镇街道", en: "name of the township"}
  - {name: village_name, type: "varchar", zh: "所属村社区", en: "name of the village or community, null where not located so far down"}
  - {name: field, type: "varchar", zh: "领域", en: "field of safety (CL_HAZARD_FIELD)"}
  - {name: field_zh, type: "varchar", zh: "领域名称", en: "field of safety (CL_HAZARD_FIELD), name in Chinese"}
  - {name: field_en, type: "varchar", zh: "领域英文名称", en: "field of safety (CL_HAZARD_FIELD), name in English"}
  - {name: level, type: "varchar", zh: "等级", en: "01 major or 02 ordinary (CL_HAZARD_LEVEL)"}
  - {name: level_zh, type: "varchar", zh: "等级名称", en: "01 major or 02 ordinary (CL_HAZARD_LEVEL), name in Chinese"}
  - {name: level_en, type: "varchar", zh: "等级英文名称", en: "01 major or 02 ordinary (CL_HAZARD_LEVEL), name in English"}
  - {name: source, type: "varchar", zh: "来源", en: "how it was found (CL_HAZARD_SOURCE)"}
  - {name: source_zh, type: "varchar", zh: "来源名称", en: "how it was found (CL_HAZARD_SOURCE), name in Chinese"}
  - {name: source_en, type: "varchar", zh: "来源英文名称", en: "how it was found (CL_HAZARD_SOURCE), name in English"}
  - {name: found_date, type: "date", zh: "发现日期", en: "day it was found"}
  - {name: due_date, type: "date", zh: "整改期限", en: "last day to remedy it"}
  - {name: fix_date, type: "date", zh: "整改日期", en: "day it was remedied"}
  - {name: is_verified, type: "boolean", zh: "是否复查验收", en: "the remedy was inspected and accepted"}
  - {name: is_relapsed, type: "boolean", zh: "是否复发", en: "found again at the site within 180 days of acceptance"}
  - {name: is_listed, type: "boolean", zh: "是否挂牌督办", en: "listed for supervision"}
  - {name: uscc, type: "varchar", zh: "责任单位信用代码", en: "unified social credit code of the unit responsible"}
  - {name: days_to_fix, type: "bigint", zh: "整改天数", en: "days from finding to fixing, null while open"}
  - {name: is_on_time, type: "boolean", zh: "是否按期", en: "ended within its limit; false also when the limit has passed and it is still open; null before that"}
*/
select
  f.hazard_id,
  f.area_code,
  a.area_name as area_name,
  f.county_code,
  c.area_name as county_name,
  f.township_code,
  t.area_name as township_name,
  v.area_name as village_name,
  f.field,
  k1.name_zh as field_zh,
  k1.name_en as field_en,
  f.level,
  k2.name_zh as level_zh,
  k2.name_en as level_en,
  f.source,
  k3.name_zh as source_zh,
  k3.name_en as source_en,
  f.found_date,
  f.due_date,
  f.fix_date,
  f.is_verified,
  f.is_relapsed,
  f.is_listed,
  f.uscc,
  @days_between(f.found_date, f.fix_date) as days_to_fix,
  case when f.fix_date is not null then f.fix_date <= f.due_date when f.due_date < @day(:end) then false end as is_on_time
from fct_hazard f
left join dim_area a on a.area_code = f.area_code
left join dim_area c on c.area_code = f.county_code
left join dim_area t on t.area_code = f.township_code
left join dim_area v on length(f.area_code) >= :len_village and v.area_code = substr(f.area_code, 1, :len_village)
left join ref_code k1 on k1.list = 'CL_HAZARD_FIELD' and k1.code = f.field
left join ref_code k2 on k2.list = 'CL_HAZARD_LEVEL' and k2.code = f.level
left join ref_code k3 on k3.list = 'CL_HAZARD_SOURCE' and k3.code = f.source
