/* @anlan
name: stg_petition_item
zh: 信访事项
en: "Petitions, as landed"
grain: one petition item
owner: 市信访局
depends: [petition_item]
columns:
  - {name: petition_id, type: "varchar", zh: "信访事项编号", en: "petition id"}
  - {name: area_code, type: "varchar", zh: "问题属地区划", en: "area where it happened, as sent"}
  - {name: receive_date, type: "date", zh: "登记日期", en: "receive date"}
  - {name: form, type: "varchar", zh: "信访形式", en: "form"}
  - {name: purpose, type: "varchar", zh: "信访目的", en: "purpose"}
  - {name: content_code, type: "varchar", zh: "内容分类", en: "content code"}
  - {name: is_repeat, type: "boolean", zh: "是否重复", en: "whether repeat"}
  - {name: people_band, type: "varchar", zh: "涉及人数段", en: "band of people involved"}
  - {name: handle_type, type: "varchar", zh: "办理方式", en: "handle type"}
  - {name: dept_code, type: "varchar", zh: "责任单位", en: "department responsible"}
  - {name: accept_due, type: "date", zh: "受理期限", en: "accept due"}
  - {name: accept_date, type: "date", zh: "受理告知日期", en: "accept date"}
  - {name: reply_due, type: "date", zh: "答复期限", en: "reply due"}
  - {name: reply_date, type: "date", zh: "答复日期", en: "reply date"}
  - {name: is_extended, type: "boolean", zh: "是否延期", en: "whether extended"}
  - {name: outcome, type: "varchar", zh: "诉求解决情况", en: "outcome"}
  - {name: sat_dept, type: "varchar", zh: "对责任单位评价", en: "mark given to the department"}
  - {name: sat_office, type: "varchar", zh: "对信访部门评价", en: "mark given to the petition office"}
  - {name: review_applied, type: "boolean", zh: "是否申请复查复核", en: "review applied"}
  - {name: review_changed, type: "boolean", zh: "复查复核改变原意见", en: "review changed"}
  - {name: is_withdrawn, type: "boolean", zh: "是否撤回", en: "whether withdrawn"}
  - {name: is_backlog, type: "boolean", zh: "是否积案", en: "whether backlog"}
  - {name: is_law_related, type: "boolean", zh: "是否涉法涉诉", en: "concerns a court or law matter"}
  - {name: led_by_leader, type: "boolean", zh: "领导接访包案", en: "received by a leading official"}
  - {name: by_agent, type: "boolean", zh: "是否代办（信访代办制）", en: "raised through an agent"}
*/
select
  petition_id,
  area_code,
  receive_date,
  form,
  purpose,
  content_code,
  is_repeat,
  @optional(people_band, varchar),
  handle_type,
  dept_code,
  accept_due,
  @optional(accept_date, date),
  reply_due,
  @optional(reply_date, date),
  @optional(is_extended, boolean),
  @optional(outcome, varchar),
  @optional(sat_dept, varchar),
  @optional(sat_office, varchar),
  @optional(review_applied, boolean),
  @optional(review_changed, boolean),
  @optional(is_withdrawn, boolean),
  @optional(is_backlog, boolean),
  @optional(is_law_related, boolean),
  @optional(led_by_leader, boolean),
  @optional(by_agent, boolean)
from petition_item
