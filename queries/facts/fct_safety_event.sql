/* @anlan
name: fct_safety_event
zh: 突发事件、事故与火灾（按现行区划）
en: "Emergencies, accidents and fires, on today's boundaries"
grain: one event
owner: 市应急管理局
depends: [stg_safety_event, dim_area_bridge]
columns:
  - {name: sevent_id, type: "varchar", zh: "事件编号", en: "number of the event"}
  - {name: area_code, type: "varchar", zh: "发生地区划", en: "area today: that of the successor where the area has ended"}
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
  - {name: level_by_harm, type: "varchar", zh: "按伤亡和损失复核的级别", en: "level that deaths, injuries and loss imply for an accident (CL_EVENT_LEVEL), null for other events"}
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_safety_event s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
-- The level by harm follows State Council Decree 493; loss is in 10,000 yuan. Injured
-- counts all, the decree the seriously injured: it is a reason to look, not a verdict.
select
  sevent_id,
  today_code as area_code,
  category,
  sub_type,
  level,
  industry,
  occur_time,
  alarm_time,
  report_time,
  first_arrival_time,
  control_time,
  deaths,
  injured,
  loss,
  is_official,
  is_concealed,
  plan_activated,
  fix_measures,
  fix_done,
  case
    when category <> '2' then null
    when deaths >= 30 or injured >= 100 or loss >= 10000 then '01'
    when deaths >= 10 or injured >= 50 or loss >= 5000 then '02'
    when deaths >= 3 or injured >= 10 or loss >= 1000 then '03'
    when deaths >= 1 or injured >= 1 then '04'
    else '05'
  end as level_by_harm,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
