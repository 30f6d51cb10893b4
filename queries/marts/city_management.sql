/* @anlan
name: city_management
zh: 城市管理案件（一件一行）
en: "City-management cases, one row a case"
grain: "one case"
owner: 市城管委
kind: view
readers: steward
depends: [fct_city_case, dim_area, ref_code]
columns:
  - {name: city_case_id, type: "varchar", zh: "案件编号", en: "number of the case"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area today: that of the successor where the area has ended"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: county_code, type: "varchar", zh: "所属区县代码", en: "code of the county"}
  - {name: county_name, type: "varchar", zh: "所属区县", en: "name of the county"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道代码", en: "code of the township"}
  - {name: township_name, type: "varchar", zh: "所属乡镇街道", en: "name of the township"}
  - {name: village_name, type: "varchar", zh: "所属村社区", en: "name of the village or community, null where not located so far down"}
  - {name: report_time, type: "timestamp", zh: "立案时间", en: "when the case was opened"}
  - {name: category, type: "varchar", zh: "大类", en: "component or event category (CL_CITY_CAT)"}
  - {name: category_zh, type: "varchar", zh: "大类名称", en: "component or event category (CL_CITY_CAT), name in Chinese"}
  - {name: category_en, type: "varchar", zh: "大类英文名称", en: "component or event category (CL_CITY_CAT), name in English"}
  - {name: source, type: "varchar", zh: "来源", en: "how it was reported (CL_GRID_SOURCE)"}
  - {name: source_zh, type: "varchar", zh: "来源名称", en: "how it was reported (CL_GRID_SOURCE), name in Chinese"}
  - {name: source_en, type: "varchar", zh: "来源英文名称", en: "how it was reported (CL_GRID_SOURCE), name in English"}
  - {name: due_time, type: "timestamp", zh: "处置时限", en: "time limit for dealing with it"}
  - {name: finish_time, type: "timestamp", zh: "处置完成时间", en: "when it was dealt with"}
  - {name: redo_count, type: "integer", zh: "返工次数", en: "times the work had to be done again"}
  - {name: days_to_close, type: "double", zh: "办理天数", en: "days from registration to the end, null while open"}
  - {name: is_on_time, type: "boolean", zh: "是否按期", en: "ended within its limit; false also when the limit has passed and it is still open; null before that"}
*/
select
  f.city_case_id,
  f.area_code,
  a.area_name as area_name,
  f.county_code,
  c.area_name as county_name,
  f.township_code,
  t.area_name as township_name,
  v.area_name as village_name,
  f.report_time,
  f.category,
  k1.name_zh as category_zh,
  k1.name_en as category_en,
  f.source,
  k2.name_zh as source_zh,
  k2.name_en as source_en,
  f.due_time,
  f.finish_time,
  f.redo_count,
  @minutes_between(f.report_time, f.finish_time) / 1440e0 as days_to_close,
  case when f.finish_time is not null then f.finish_time <= f.due_time when f.due_time < :end then false end as is_on_time
from fct_city_case f
left join dim_area a on a.area_code = f.area_code
left join dim_area c on c.area_code = f.county_code
left join dim_area t on t.area_code = f.township_code
left join dim_area v on length(f.area_code) >= :len_village and v.area_code = substr(f.area_code, 1, :len_village)
left join ref_code k1 on k1.list = 'CL_CITY_CAT' and k1.code = f.category
left join ref_code k2 on k2.list = 'CL_GRID_SOURCE' and k2.code = f.source
