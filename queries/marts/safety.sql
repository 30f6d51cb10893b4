/* @anlan
name: safety
zh: 安全事件（一起一行）
en: "Safety events, one row an event"
grain: "one event"
owner: 市应急管理局
kind: view
readers: steward
depends: [fct_safety_event, dim_area, ref_code]
columns:
  - {name: sevent_id, type: "varchar", zh: "事件编号", en: "number of the event"}
  - {name: area_code, type: "varchar", zh: "发生地区划", en: "area today: that of the successor where the area has ended"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: county_code, type: "varchar", zh: "所属区县代码", en: "code of the county"}
  - {name: county_name, type: "varchar", zh: "所属区县", en: "name of the county"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道代码", en: "code of the township"}
  - {name: township_name, type: "varchar", zh: "所属乡镇街道", en: "name of the township"}
  - {name: village_name, type: "varchar", zh: "所属村社区", en: "name of the village or community, null where not located so far down"}
  - {name: category, type: "varchar", zh: "大类", en: "natural disaster, accident, public health or public security (CL_EMERG)"}
  - {name: category_zh, type: "varchar", zh: "大类名称", en: "natural disaster, accident, public health or public security (CL_EMERG), name in Chinese"}
  - {name: category_en, type: "varchar", zh: "大类英文名称", en: "natural disaster, accident, public health or public security (CL_EMERG), name in English"}
  - {name: sub_type, type: "varchar", zh: "小类", en: "kind of event (CL_SAFETY_SUB)"}
  - {name: sub_type_zh, type: "varchar", zh: "小类名称", en: "kind of event (CL_SAFETY_SUB), name in Chinese"}
  - {name: sub_type_en, type: "varchar", zh: "小类英文名称", en: "kind of event (CL_SAFETY_SUB), name in English"}
  - {name: level, type: "varchar", zh: "级别", en: "level from 01 extraordinarily serious to 05 below ordinary (CL_EVENT_LEVEL)"}
  - {name: level_zh, type: "varchar", zh: "级别名称", en: "level from 01 extraordinarily serious to 05 below ordinary (CL_EVENT_LEVEL), name in Chinese"}
  - {name: level_en, type: "varchar", zh: "级别英文名称", en: "level from 01 extraordinarily serious to 05 below ordinary (CL_EVENT_LEVEL), name in English"}
  - {name: industry, type: "varchar", zh: "行业门类", en: "industry it happened in (CL_INDUSTRY)"}
  - {name: industry_zh, type: "varchar", zh: "行业门类名称", en: "industry it happened in (CL_INDUSTRY), name in Chinese"}
  - {name: industry_en, type: "varchar", zh: "行业门类英文名称", en: "industry it happened in (CL_INDUSTRY), name in English"}
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
  - {name: level_by_harm, type: "varchar", zh: "按伤亡和损失复核的级别", en: "level that deaths, injuries and loss imply for an accident (CL_EVENT_LEVEL), null for other events"}
  - {name: minutes_to_arrival, type: "bigint", zh: "首支力量到场分钟数", en: "minutes from the alarm to the first arrival"}
*/
select
  f.sevent_id,
  f.area_code,
  a.area_name as area_name,
  f.county_code,
  c.area_name as county_name,
  f.township_code,
  t.area_name as township_name,
  v.area_name as village_name,
  f.category,
  k1.name_zh as category_zh,
  k1.name_en as category_en,
  f.sub_type,
  k2.name_zh as sub_type_zh,
  k2.name_en as sub_type_en,
  f.level,
  k3.name_zh as level_zh,
  k3.name_en as level_en,
  f.industry,
  k4.name_zh as industry_zh,
  k4.name_en as industry_en,
  f.occur_time,
  f.alarm_time,
  f.report_time,
  f.first_arrival_time,
  f.control_time,
  f.deaths,
  f.injured,
  f.loss,
  f.is_official,
  f.is_concealed,
  f.plan_activated,
  f.fix_measures,
  f.fix_done,
  f.level_by_harm,
  @minutes_between(f.alarm_time, f.first_arrival_time) as minutes_to_arrival
from fct_safety_event f
left join dim_area a on a.area_code = f.area_code
left join dim_area c on c.area_code = f.county_code
left join dim_area t on t.area_code = f.township_code
left join dim_area v on length(f.area_code) >= :len_village and v.area_code = substr(f.area_code, 1, :len_village)
left join ref_code k1 on k1.list = 'CL_EMERG' and k1.code = f.category
left join ref_code k2 on k2.list = 'CL_SAFETY_SUB' and k2.code = f.sub_type
left join ref_code k3 on k3.list = 'CL_EVENT_LEVEL' and k3.code = f.level
left join ref_code k4 on k4.list = 'CL_INDUSTRY' and k4.code = f.industry
