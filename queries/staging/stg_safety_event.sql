/* @anlan
name: stg_safety_event
zh: 突发事件、事故与火灾
en: "Emergencies, accidents and fires, as landed"
grain: one event
owner: 市应急管理局
depends: [safety_event]
columns:
  - {name: sevent_id, type: "varchar", zh: "事件编号", en: "number of the event"}
  - {name: area_code, type: "varchar", zh: "发生地区划", en: "area where it happened, as sent"}
  - {name: category, type: "varchar", zh: "大类", en: "natural disaster, accident, public health or public security (CL_EMERG)"}
  - {name: sub_type, type: "varchar", zh: "小类", en: "kind of event (CL_SAFETY_SUB)"}
  - {name: level, type: "varchar", zh: "级别", en: "level from 01 extraordinarily serious to 05 below ordinary (CL_EVENT_LEVEL)"}
  - {name: industry, type: "varchar", zh: "行业门类", en: "industry it happened in (CL_INDUSTRY)"}
  - {name: occur_time, type: "timestamp", zh: "发生时间", en: "when it happened"}
  - {name: alarm_time, type: "timestamp", zh: "接警（获知）时间", en: "when it became known"}
  - {name: report_time, type: "timestamp", zh: "上报市级时间", en: "when it was reported to the city"}
  - {name: first_arrival_time, type: "timestamp", zh: "首支力量到场时间", en: "when the first crew arrived"}
  - {name: control_time, type: "timestamp", zh: "控制时间", en: "when it was under control"}
  - {name: deaths, type: "integer", zh: "死亡人数", en: "people killed"}
  - {name: injured, type: "integer", zh: "受伤人数", en: "people injured"}
  - {name: loss, type: "double", zh: "直接经济损失", en: "direct economic loss, 10,000 yuan"}
  - {name: is_official, type: "boolean", zh: "是否正式认定", en: "established by an inquiry or an official notice"}
  - {name: is_concealed, type: "boolean", zh: "是否查实迟报瞒报", en: "found to have been reported late or concealed"}
  - {name: plan_activated, type: "boolean", zh: "是否启动预案", en: "an emergency plan was set in motion"}
  - {name: fix_measures, type: "integer", zh: "应落实整改措施数", en: "corrective measures to be carried out"}
  - {name: fix_done, type: "integer", zh: "已落实整改措施数", en: "of them carried out"}
*/
select
  sevent_id,
  area_code,
  category,
  sub_type,
  level,
  @optional(industry, varchar),
  occur_time,
  alarm_time,
  @optional(report_time, timestamp),
  @optional(first_arrival_time, timestamp),
  @optional(control_time, timestamp),
  deaths,
  injured,
  @optional(loss, double),
  is_official,
  is_concealed,
  @optional(plan_activated, boolean),
  @optional(fix_measures, integer),
  @optional(fix_done, integer)
from safety_event
