/* @anlan
name: fct_dispute_flow
zh: 矛盾纠纷流转（按现行区划）
en: "Steps in the handling of disputes, on today's boundaries"
grain: one step of one dispute
owner: 市委政法委
depends: [stg_dispute_flow, dim_area_bridge]
columns:
  - {name: flow_id, type: "varchar", zh: "流转编号", en: "number of the step"}
  - {name: case_id, type: "varchar", zh: "纠纷编号", en: "dispute that the step belongs to"}
  - {name: seq_no, type: "integer", zh: "序号", en: "place of the step within its dispute, from 1"}
  - {name: area_code, type: "varchar", zh: "处理地区划", en: "area today: that of the successor where the area has ended"}
  - {name: action, type: "varchar", zh: "环节", en: "kind of step (CL_FLOW)"}
  - {name: from_dept, type: "varchar", zh: "来自单位", en: "department that passed the case on"}
  - {name: to_dept, type: "varchar", zh: "去往单位", en: "department that was given the case"}
  - {name: action_time, type: "timestamp", zh: "操作时间", en: "when the step was taken"}
  - {name: deadline, type: "timestamp", zh: "本环节时限", en: "time limit of this step"}
  - {name: done_time, type: "timestamp", zh: "本环节完成时间", en: "when this step was completed"}
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_dispute_flow s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
select
  flow_id,
  case_id,
  seq_no,
  today_code as area_code,
  action,
  from_dept,
  to_dept,
  action_time,
  deadline,
  done_time,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
