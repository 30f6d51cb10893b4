/* @anlan
name: fct_grid_event
zh: 网格事件（按现行区划）
en: "Grid events, on today's boundaries"
grain: one grid event
owner: 市网格化服务管理中心
depends: [stg_grid_event, dim_area_bridge]
columns:
  - {name: event_id, type: "varchar", zh: "事件编号", en: "number of the event"}
  - {name: area_code, type: "varchar", zh: "网格代码", en: "area today: that of the successor where the area has ended"}
  - {name: report_time, type: "timestamp", zh: "上报时间", en: "when it was reported"}
  - {name: source, type: "varchar", zh: "来源", en: "how it was found (CL_GRID_SOURCE)"}
  - {name: event_type, type: "varchar", zh: "事件类型", en: "type of event (CL_GRID_EVENT)"}
  - {name: event_level, type: "varchar", zh: "事件级别", en: "how serious it is (CL_EVENT_LEVEL)"}
  - {name: handle_level, type: "varchar", zh: "处置层级", en: "level of area that handles it (CL_AREA_LEVEL)"}
  - {name: is_self_handled, type: "boolean", zh: "网格内自行处置", en: "dealt with inside the grid"}
  - {name: is_whistle, type: "boolean", zh: "是否吹哨", en: "departments were whistled for"}
  - {name: arrive_due, type: "timestamp", zh: "报到时限", en: "time limit for the department to report in"}
  - {name: arrive_time, type: "timestamp", zh: "部门报到时间", en: "when the department reported in"}
  - {name: dept_code, type: "varchar", zh: "处置单位", en: "department responsible"}
  - {name: due_time, type: "timestamp", zh: "处置时限", en: "time limit"}
  - {name: finish_time, type: "timestamp", zh: "处置完成时间", en: "when it was dealt with"}
  - {name: verify_result, type: "varchar", zh: "核查结论", en: "what a check found (CL_VERIFY)"}
  - {name: is_duplicate, type: "boolean", zh: "是否重复上报", en: "reported more than once"}
  - {name: sat, type: "varchar", zh: "居民满意度", en: "residents' satisfaction"}
  - {name: case_id, type: "varchar", zh: "转出纠纷编号", en: "dispute it was passed on as"}
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_grid_event s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
select
  event_id,
  today_code as area_code,
  report_time,
  source,
  event_type,
  event_level,
  handle_level,
  is_self_handled,
  is_whistle,
  arrive_due,
  arrive_time,
  dept_code,
  due_time,
  finish_time,
  verify_result,
  is_duplicate,
  sat,
  case_id,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
