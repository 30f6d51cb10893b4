/* @anlan
name: stg_hotline_ticket
zh: 12345工单
en: "12345 hotline tickets, as landed"
grain: one ticket
owner: 市政务服务（数据）局
depends: [hotline_ticket]
columns:
  - {name: ticket_id, type: "varchar", zh: "工单编号", en: "ticket id"}
  - {name: area_code, type: "varchar", zh: "诉求地区划", en: "area where it happened, as sent"}
  - {name: create_time, type: "timestamp", zh: "受理时间", en: "create time"}
  - {name: channel, type: "varchar", zh: "渠道", en: "channel"}
  - {name: ticket_type, type: "varchar", zh: "诉求类型", en: "ticket type"}
  - {name: domain, type: "varchar", zh: "诉求领域", en: "domain"}
  - {name: merged_line, type: "varchar", zh: "源热线", en: "merged line"}
  - {name: urgency, type: "varchar", zh: "紧急程度", en: "urgency"}
  - {name: is_direct, type: "boolean", zh: "是否直接答复办结", en: "whether direct"}
  - {name: dept_code, type: "varchar", zh: "承办单位", en: "department responsible"}
  - {name: dispatch_time, type: "timestamp", zh: "派单时间", en: "dispatch time"}
  - {name: sign_time, type: "timestamp", zh: "签收时间", en: "sign time"}
  - {name: first_contact_time, type: "timestamp", zh: "首次联系时间", en: "first contact time"}
  - {name: due_time, type: "timestamp", zh: "办结时限", en: "time limit"}
  - {name: finish_time, type: "timestamp", zh: "承办办结时间", en: "finish time"}
  - {name: close_time, type: "timestamp", zh: "结案时间", en: "close time"}
  - {name: returned_count, type: "integer", zh: "退单次数", en: "returned count"}
  - {name: extended_count, type: "integer", zh: "延期次数", en: "extended count"}
  - {name: redo_count, type: "integer", zh: "重办次数", en: "redo count"}
  - {name: is_reasonable, type: "boolean", zh: "诉求是否合理", en: "whether reasonable"}
  - {name: is_rejected, type: "boolean", zh: "是否不予受理", en: "whether rejected"}
  - {name: is_withdrawn, type: "boolean", zh: "是否撤单", en: "whether withdrawn"}
  - {name: is_repeat, type: "boolean", zh: "是否重复诉求", en: "whether repeat"}
  - {name: revisit_done, type: "boolean", zh: "是否回访成功", en: "revisit done"}
  - {name: resolved, type: "varchar", zh: "解决情况", en: "resolved"}
  - {name: sat_result, type: "varchar", zh: "对结果满意度", en: "satisfaction with the result"}
  - {name: sat_service, type: "varchar", zh: "对态度满意度", en: "satisfaction with the manner"}
  - {name: is_whistle, type: "boolean", zh: "是否吹哨件", en: "departments were whistled for"}
  - {name: is_dispute, type: "boolean", zh: "是否涉及矛盾纠纷", en: "whether dispute"}
  - {name: case_id, type: "varchar", zh: "转出纠纷编号", en: "case id"}
  - {name: updated_at, type: "timestamp", zh: "更新时间", en: "last change at source"}
*/
select
  ticket_id,
  area_code,
  create_time,
  channel,
  ticket_type,
  domain,
  @optional(merged_line, varchar),
  urgency,
  is_direct,
  @optional(dept_code, varchar),
  @optional(dispatch_time, timestamp),
  @optional(sign_time, timestamp),
  @optional(first_contact_time, timestamp),
  @optional(due_time, timestamp),
  @optional(finish_time, timestamp),
  @optional(close_time, timestamp),
  @optional(returned_count, integer),
  @optional(extended_count, integer),
  @optional(redo_count, integer),
  @optional(is_reasonable, boolean),
  @optional(is_rejected, boolean),
  @optional(is_withdrawn, boolean),
  @optional(is_repeat, boolean),
  @optional(revisit_done, boolean),
  @optional(resolved, varchar),
  @optional(sat_result, varchar),
  @optional(sat_service, varchar),
  @optional(is_whistle, boolean),
  @optional(is_dispute, boolean),
  @optional(case_id, varchar),
  updated_at
from hotline_ticket
