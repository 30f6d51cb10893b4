/* @anlan
name: stg_dispute_case
zh: 矛盾纠纷登记
en: "Disputes, as landed"
grain: one dispute
owner: 市委政法委
depends: [dispute_case]
columns:
  - {name: case_id, type: "varchar", zh: "纠纷编号", en: "number of the dispute"}
  - {name: area_code, type: "varchar", zh: "发生地区划", en: "area where it happened, as sent"}
  - {name: register_time, type: "timestamp", zh: "登记时间", en: "when it was registered"}
  - {name: occur_date, type: "date", zh: "发生日期", en: "day it broke out"}
  - {name: accept_time, type: "timestamp", zh: "受理时间", en: "when it was accepted for handling"}
  - {name: first_response_time, type: "timestamp", zh: "首次响应时间", en: "when the parties were first contacted"}
  - {name: channel, type: "varchar", zh: "来源渠道", en: "how it came in (CL_CHANNEL)"}
  - {name: dispute_type, type: "varchar", zh: "纠纷类型", en: "type of dispute (CL_DISPUTE_TYPE)"}
  - {name: scale, type: "varchar", zh: "事件规模", en: "how many it concerns (CL_SCALE)"}
  - {name: risk_level, type: "varchar", zh: "风险等级", en: "how grave it could become (CL_DISPUTE_RISK)"}
  - {name: party_count, type: "integer", zh: "涉及人数", en: "people concerned"}
  - {name: unit_count, type: "integer", zh: "涉事单位数", en: "organisations concerned"}
  - {name: amount, type: "decimal(18,2)", zh: "涉及金额", en: "amount at stake, yuan"}
  - {name: handle_level, type: "varchar", zh: "调处层级", en: "level of area that handles it (CL_AREA_LEVEL)"}
  - {name: org_id, type: "varchar", zh: "承办调解组织", en: "mediation organisation"}
  - {name: dept_code, type: "varchar", zh: "责任单位", en: "department responsible"}
  - {name: method, type: "varchar", zh: "化解方式", en: "how it was settled (CL_METHOD)"}
  - {name: due_time, type: "timestamp", zh: "化解时限", en: "time limit"}
  - {name: close_time, type: "timestamp", zh: "办结时间", en: "when it was closed"}
  - {name: status, type: "varchar", zh: "办理状态", en: "state of handling (CL_DISPUTE_STATUS)"}
  - {name: is_resolved, type: "boolean", zh: "是否化解成功", en: "settled with success"}
  - {name: is_onsite, type: "boolean", zh: "是否随手调", en: "settled on the spot"}
  - {name: slip_no, type: "varchar", zh: "四联单号", en: "number of the four-part slip"}
  - {name: slip_complete, type: "boolean", zh: "四联单是否齐全", en: "all four slips receipted"}
  - {name: is_repeat, type: "boolean", zh: "是否重复纠纷", en: "the same parties were in such a dispute within 180 days"}
  - {name: reopen_count, type: "integer", zh: "重启次数", en: "times it was opened again"}
  - {name: revisit_time, type: "timestamp", zh: "回访时间", en: "when the parties were asked afterwards"}
  - {name: revisit_resolved, type: "varchar", zh: "当事人核实结果", en: "whether the parties say it is resolved (CL_RESOLVED)"}
  - {name: revisit_sat, type: "varchar", zh: "当事人满意度", en: "the parties' satisfaction (CL_SAT5)"}
  - {name: reject_code, type: "varchar", zh: "不予受理原因", en: "why it was not accepted (CL_REJECT)"}
  - {name: to_litigation, type: "boolean", zh: "是否转入诉讼", en: "went on to court"}
  - {name: to_criminal, type: "boolean", zh: "是否激化为刑事案件", en: "escalated into a criminal case"}
  - {name: updated_at, type: "timestamp", zh: "更新时间", en: "last change at source"}
*/
select
  case_id,
  area_code,
  register_time,
  @optional(occur_date, date),
  @optional(accept_time, timestamp),
  @optional(first_response_time, timestamp),
  channel,
  dispute_type,
  scale,
  @optional(risk_level, varchar),
  @optional(party_count, integer),
  @optional(unit_count, integer),
  @optional(amount, decimal(18,2)),
  handle_level,
  @optional(org_id, varchar),
  @optional(dept_code, varchar),
  @optional(method, varchar),
  due_time,
  @optional(close_time, timestamp),
  status,
  @optional(is_resolved, boolean),
  @optional(is_onsite, boolean),
  @optional(slip_no, varchar),
  @optional(slip_complete, boolean),
  @optional(is_repeat, boolean),
  @optional(reopen_count, integer),
  @optional(revisit_time, timestamp),
  @optional(revisit_resolved, varchar),
  @optional(revisit_sat, varchar),
  @optional(reject_code, varchar),
  @optional(to_litigation, boolean),
  @optional(to_criminal, boolean),
  updated_at
from dispute_case
