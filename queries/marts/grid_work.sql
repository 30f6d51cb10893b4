/* @anlan
name: grid_work
zh: 网格事件（一件一行）
en: "Grid events, one row an event"
grain: "one grid event"
owner: 市网格化服务管理中心
kind: view
readers: steward
depends: [fct_grid_event, dim_area, dim_department, ref_code]
columns:
  - {name: event_id, type: "varchar", zh: "事件编号", en: "number of the event"}
  - {name: area_code, type: "varchar", zh: "网格代码", en: "area today: that of the successor where the area has ended"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: county_code, type: "varchar", zh: "所属区县代码", en: "code of the county"}
  - {name: county_name, type: "varchar", zh: "所属区县", en: "name of the county"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道代码", en: "code of the township"}
  - {name: township_name, type: "varchar", zh: "所属乡镇街道", en: "name of the township"}
  - {name: village_name, type: "varchar", zh: "所属村社区", en: "name of the village or community, null where not located so far down"}
  - {name: report_time, type: "timestamp", zh: "上报时间", en: "when it was reported"}
  - {name: source, type: "varchar", zh: "来源", en: "how it was found (CL_GRID_SOURCE)"}
  - {name: source_zh, type: "varchar", zh: "来源名称", en: "how it was found (CL_GRID_SOURCE), name in Chinese"}
  - {name: source_en, type: "varchar", zh: "来源英文名称", en: "how it was found (CL_GRID_SOURCE), name in English"}
  - {name: event_type, type: "varchar", zh: "事件类型", en: "type of event (CL_GRID_EVENT)"}
  - {name: event_type_zh, type: "varchar", zh: "事件类型名称", en: "type of event (CL_GRID_EVENT), name in Chinese"}
  - {name: event_type_en, type: "varchar", zh: "事件类型英文名称", en: "type of event (CL_GRID_EVENT), name in English"}
  - {name: event_level, type: "varchar", zh: "事件级别", en: "how serious it is (CL_EVENT_LEVEL)"}
  - {name: event_level_zh, type: "varchar", zh: "事件级别名称", en: "how serious it is (CL_EVENT_LEVEL), name in Chinese"}
  - {name: event_level_en, type: "varchar", zh: "事件级别英文名称", en: "how serious it is (CL_EVENT_LEVEL), name in English"}
  - {name: handle_level, type: "varchar", zh: "处置层级", en: "level of area that handles it (CL_AREA_LEVEL)"}
  - {name: handle_level_zh, type: "varchar", zh: "处置层级名称", en: "level of area that handles it (CL_AREA_LEVEL), name in Chinese"}
  - {name: handle_level_en, type: "varchar", zh: "处置层级英文名称", en: "level of area that handles it (CL_AREA_LEVEL), name in English"}
  - {name: is_self_handled, type: "boolean", zh: "网格内自行处置", en: "dealt with inside the grid"}
  - {name: is_whistle, type: "boolean", zh: "是否吹哨", en: "departments were whistled for"}
  - {name: arrive_due, type: "timestamp", zh: "报到时限", en: "time limit for the department to report in"}
  - {name: arrive_time, type: "timestamp", zh: "部门报到时间", en: "when the department reported in"}
  - {name: dept_code, type: "varchar", zh: "处置单位", en: "department responsible"}
  - {name: dept_name, type: "varchar", zh: "处置单位名称", en: "name of the department responsible"}
  - {name: due_time, type: "timestamp", zh: "处置时限", en: "time limit"}
  - {name: finish_time, type: "timestamp", zh: "处置完成时间", en: "when it was dealt with"}
  - {name: verify_result, type: "varchar", zh: "核查结论", en: "what a check found (CL_VERIFY)"}
  - {name: verify_result_zh, type: "varchar", zh: "核查结论名称", en: "what a check found (CL_VERIFY), name in Chinese"}
  - {name: verify_result_en, type: "varchar", zh: "核查结论英文名称", en: "what a check found (CL_VERIFY), name in English"}
  - {name: is_duplicate, type: "boolean", zh: "是否重复上报", en: "reported more than once"}
  - {name: sat, type: "varchar", zh: "居民满意度", en: "residents' satisfaction"}
  - {name: sat_zh, type: "varchar", zh: "居民满意度名称", en: "residents' satisfaction, name in Chinese"}
  - {name: sat_en, type: "varchar", zh: "居民满意度英文名称", en: "residents' satisfaction, name in English"}
  - {name: case_id, type: "varchar", zh: "转出纠纷编号", en: "dispute it was passed on as"}
  - {name: days_to_close, type: "double", zh: "办理天数", en: "days from registration to the end, null while open"}
  - {name: is_on_time, type: "boolean", zh: "是否按期", en: "ended within its limit; false also when the limit has passed and it is still open; null before that"}
  - {name: is_arrived_on_time, type: "boolean", zh: "是否按时到场", en: "somebody arrived within the limit; false also when it has passed without"}
*/
select
  f.event_id,
  f.area_code,
  a.area_name as area_name,
  f.county_code,
  c.area_name as county_name,
  f.township_code,
  t.area_name as township_name,
  v.area_name as village_name,
  f.report_time,
  f.source,
  k1.name_zh as source_zh,
  k1.name_en as source_en,
  f.event_type,
  k2.name_zh as event_type_zh,
  k2.name_en as event_type_en,
  f.event_level,
  k3.name_zh as event_level_zh,
  k3.name_en as event_level_en,
  f.handle_level,
  k4.name_zh as handle_level_zh,
  k4.name_en as handle_level_en,
  f.is_self_handled,
  f.is_whistle,
  f.arrive_due,
  f.arrive_time,
  f.dept_code,
  o.dept_name as dept_name,
  f.due_time,
  f.finish_time,
  f.verify_result,
  k6.name_zh as verify_result_zh,
  k6.name_en as verify_result_en,
  f.is_duplicate,
  f.sat,
  k7.name_zh as sat_zh,
  k7.name_en as sat_en,
  f.case_id,
  @minutes_between(f.report_time, f.finish_time) / 1440e0 as days_to_close,
  case when f.finish_time is not null then f.finish_time <= f.due_time when f.due_time < :end then false end as is_on_time,
  case when f.arrive_time is not null then f.arrive_time <= f.arrive_due when f.arrive_due < :end then false end as is_arrived_on_time
from fct_grid_event f
left join dim_area a on a.area_code = f.area_code
left join dim_area c on c.area_code = f.county_code
left join dim_area t on t.area_code = f.township_code
left join dim_area v on length(f.area_code) >= :len_village and v.area_code = substr(f.area_code, 1, :len_village)
left join ref_code k1 on k1.list = 'CL_GRID_SOURCE' and k1.code = f.source
left join ref_code k2 on k2.list = 'CL_GRID_EVENT' and k2.code = f.event_type
left join ref_code k3 on k3.list = 'CL_EVENT_LEVEL' and k3.code = f.event_level
left join ref_code k4 on k4.list = 'CL_AREA_LEVEL' and k4.code = f.handle_level
left join dim_department o on o.dept_code = f.dept_code
left join ref_code k6 on k6.list = 'CL_VERIFY' and k6.code = f.verify_result
left join ref_code k7 on k7.list = 'CL_SAT5' and k7.code = f.sat
