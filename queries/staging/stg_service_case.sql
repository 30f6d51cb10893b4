/* @anlan
name: stg_service_case
zh: 政务服务办件
en: "Government service cases, as landed"
grain: one service case
owner: 市政务服务（数据）局
depends: [service_case]
columns:
  - {name: svc_id, type: "varchar", zh: "办件编号", en: "number of the service case"}
  - {name: area_code, type: "varchar", zh: "受理地区划", en: "area of the office that took it in, as sent"}
  - {name: dept_code, type: "varchar", zh: "实施单位", en: "department that provides the service"}
  - {name: item_code, type: "varchar", zh: "事项编码", en: "code of the service item: national catalogue and local digits"}
  - {name: service_type, type: "varchar", zh: "事项类型", en: "kind of service (CL_SERVICE_TYPE)"}
  - {name: channel, type: "varchar", zh: "渠道", en: "how it was applied for (CL_SERVICE_CHANNEL)"}
  - {name: apply_time, type: "timestamp", zh: "申请时间", en: "when it was applied for"}
  - {name: accept_time, type: "timestamp", zh: "受理时间", en: "when it was accepted"}
  - {name: legal_days, type: "integer", zh: "法定时限", en: "statutory time limit, working days"}
  - {name: promise_days, type: "integer", zh: "承诺时限", en: "promised time limit, working days"}
  - {name: used_days, type: "double", zh: "实际用时", en: "working days used, waits for the applicant left out"}
  - {name: due_time, type: "timestamp", zh: "承诺到期时间", en: "when the promised time limit ends"}
  - {name: finish_time, type: "timestamp", zh: "办结时间", en: "when it was finished"}
  - {name: visits, type: "integer", zh: "跑动次数", en: "visits the applicant had to make"}
  - {name: is_online_full, type: "boolean", zh: "是否全程网办", en: "handled online from end to end"}
  - {name: is_agent, type: "boolean", zh: "是否代办", en: "handled through an agent"}
  - {name: is_bundle, type: "boolean", zh: "是否一件事联办", en: "part of a bundle of services applied for at once"}
*/
select
  svc_id,
  area_code,
  dept_code,
  item_code,
  service_type,
  channel,
  apply_time,
  @optional(accept_time, timestamp),
  legal_days,
  promise_days,
  @optional(used_days, double),
  due_time,
  @optional(finish_time, timestamp),
  @optional(visits, integer),
  @optional(is_online_full, boolean),
  @optional(is_agent, boolean),
  @optional(is_bundle, boolean)
from service_case
