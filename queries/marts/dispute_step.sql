/* @anlan
name: dispute_step
zh: 纠纷流转环节
en: "Steps of disputes"
grain: "one step of one dispute"
owner: 市委政法委
kind: view
readers: steward
depends: [fct_dispute_flow, dim_area, ref_code]
columns:
  - {name: flow_id, type: "varchar", zh: "流转编号", en: "number of the step"}
  - {name: case_id, type: "varchar", zh: "纠纷编号", en: "dispute that the step belongs to"}
  - {name: seq_no, type: "integer", zh: "序号", en: "place of the step within its dispute, from 1"}
  - {name: area_code, type: "varchar", zh: "处理地区划", en: "area today: that of the successor where the area has ended"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: county_code, type: "varchar", zh: "所属区县代码", en: "code of the county"}
  - {name: county_name, type: "varchar", zh: "所属区县", en: "name of the county"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道代码", en: "code of the township"}
  - {name: township_name, type: "varchar", zh: "所属乡镇街道", en: "name of the township"}
  - {name: village_name, type: "varchar", zh: "所属村社区", en: "name of the village or community, null where not located so far down"}
  - {name: action, type: "varchar", zh: "环节", en: "kind of step (CL_FLOW)"}
  - {name: action_zh, type: "varchar", zh: "环节名称", en: "kind of step (CL_FLOW), name in Chinese"}
  - {name: action_en, type: "varchar", zh: "环节英文名称", en: "kind of step (CL_FLOW), name in English"}
  - {name: from_dept, type: "varchar", zh: "来自单位", en: "department that passed the case on"}
  - {name: to_dept, type: "varchar", zh: "去往单位", en: "department that was given the case"}
  - {name: action_time, type: "timestamp", zh: "操作时间", en: "when the step was taken"}
  - {name: deadline, type: "timestamp", zh: "本环节时限", en: "time limit of this step"}
  - {name: done_time, type: "timestamp", zh: "本环节完成时间", en: "when this step was completed"}
  - {name: is_on_time, type: "boolean", zh: "是否按期", en: "ended within its limit; false also when the limit has passed and it is still open; null before that"}
*/
select
  f.flow_id,
  f.case_id,
  f.seq_no,
  f.area_code,
  a.area_name as area_name,
  f.county_code,
  c.area_name as county_name,
  f.township_code,
  t.area_name as township_name,
  v.area_name as village_name,
  f.action,
  k1.name_zh as action_zh,
  k1.name_en as action_en,
  f.from_dept,
  f.to_dept,
  f.action_time,
  f.deadline,
  f.done_time,
  case when f.done_time is not null then f.done_time <= f.deadline when f.deadline < :end then false end as is_on_time
from fct_dispute_flow f
left join dim_area a on a.area_code = f.area_code
left join dim_area c on c.area_code = f.county_code
left join dim_area t on t.area_code = f.township_code
left join dim_area v on length(f.area_code) >= :len_village and v.area_code = substr(f.area_code, 1, :len_village)
left join ref_code k1 on k1.list = 'CL_FLOW' and k1.code = f.action
