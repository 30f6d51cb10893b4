/* @anlan
name: stg_dispute_flow
zh: 矛盾纠纷流转
en: "Steps in the handling of disputes, as landed"
grain: one step of one dispute
owner: 市委政法委
depends: [dispute_flow]
columns:
  - {name: flow_id, type: "varchar", zh: "流转编号", en: "number of the step"}
  - {name: case_id, type: "varchar", zh: "纠纷编号", en: "dispute that the step belongs to"}
  - {name: seq_no, type: "integer", zh: "序号", en: "place of the step within its dispute, from 1"}
  - {name: area_code, type: "varchar", zh: "处理地区划", en: "area that handled the step, as sent"}
  - {name: action, type: "varchar", zh: "环节", en: "kind of step (CL_FLOW)"}
  - {name: from_dept, type: "varchar", zh: "来自单位", en: "department that passed the case on"}
  - {name: to_dept, type: "varchar", zh: "去往单位", en: "department that was given the case"}
  - {name: action_time, type: "timestamp", zh: "操作时间", en: "when the step was taken"}
  - {name: deadline, type: "timestamp", zh: "本环节时限", en: "time limit of this step"}
  - {name: done_time, type: "timestamp", zh: "本环节完成时间", en: "when this step was completed"}
*/
select
  flow_id,
  case_id,
  seq_no,
  area_code,
  action,
  @optional(from_dept, varchar),
  @optional(to_dept, varchar),
  action_time,
  @optional(deadline, timestamp),
  @optional(done_time, timestamp)
from dispute_flow
