/* @anlan
name: stg_supervise_order
zh: 督办交办单
en: "Supervision orders, as landed"
grain: one supervision order
owner: 市委政法委
depends: [supervise_order]
columns:
  - {name: order_id, type: "varchar", zh: "督办单号", en: "number of the order"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area it concerns, as sent"}
  - {name: dept_code, type: "varchar", zh: "承办单位", en: "department ordered to act"}
  - {name: source, type: "varchar", zh: "来源", en: "what gave rise to it (CL_ORDER_SOURCE)"}
  - {name: issue_time, type: "timestamp", zh: "发出时间", en: "when it was issued"}
  - {name: sign_due, type: "timestamp", zh: "签收期限", en: "time limit for signing for it"}
  - {name: sign_time, type: "timestamp", zh: "签收时间", en: "when it was signed for"}
  - {name: due_time, type: "timestamp", zh: "办结期限", en: "time limit for finishing"}
  - {name: finish_time, type: "timestamp", zh: "办结时间", en: "when it was finished"}
  - {name: result, type: "varchar", zh: "结果", en: "outcome (CL_ORDER_RESULT), 0 while open"}
  - {name: is_confirmed, type: "boolean", zh: "是否查实", en: "the suspicion was confirmed"}
  - {name: notice, type: "varchar", zh: "结果运用", en: "consequence drawn (CL_NOTICE)"}
  - {name: related_id, type: "varchar", zh: "关联编号", en: "dispute, ticket, warning or risk it is about"}
*/
select
  order_id,
  area_code,
  dept_code,
  source,
  issue_time,
  sign_due,
  @optional(sign_time, timestamp),
  due_time,
  @optional(finish_time, timestamp),
  result,
  @optional(is_confirmed, boolean),
  @optional(notice, varchar),
  @optional(related_id, varchar)
from supervise_order
