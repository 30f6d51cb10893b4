/* @anlan
name: stg_petition_item
zh: 信访事项
en: "Petitions, as landed"
grain: one petition item
owner: 市信访局
depends: [petition_item]
columns:
  - {name: petition_id, type: "varchar", zh: "信访事项编号", en: "number of the petition item"}
  - {name: area_code, type: "varchar", zh: "问题属地区划", en: "area where it happened, as sent"}
  - {name: receive_date, type: "date", zh: "登记日期", en: "day it was registered"}
  - {name: form, type: "varchar", zh: "信访形式", en: "letter, visit, call, fax or online (CL_PETITION_FORM)"}
  - {name: purpose, type: "varchar", zh: "信访目的", en: "what the petitioner wants (CL_PETITION_PURPOSE)"}
  - {name: content_code, type: "varchar", zh: "内容分类", en: "subject of the petition (CL_PETITION_CONTENT)"}
  - {name: is_repeat, type: "boolean", zh: "是否重复", en: "raised before within 12 months"}
  - {name: people_band, type: "varchar", zh: "涉及人数段", en: "band of people involved"}
  - {name: handle_type, type: "varchar", zh: "办理方式", en: "how it is handled (CL_PETITION_HANDLE)"}
  - {name: dept_code, type: "varchar", zh: "责任单位", en: "department responsible"}
  - {name: accept_due, type: "date", zh: "受理期限", en: "last day to accept it"}
  - {name: accept_date, type: "date", zh: "受理告知日期", en: "day the petitioner was told of acceptance"}
  - {name: reply_due, type: "date", zh: "答复期限", en: "last day to reply"}
  - {name: reply_date, type: "date", zh: "答复日期", en: "day of the reply"}
  - {name: is_extended, type: "boolean", zh: "是否延期", en: "the time limit was extended"}
  - {name: outcome, type: "varchar", zh: "诉求解决情况", en: "whether the petitioner says it is resolved (CL_RESOLVED)"}
  - {name: sat_dept, type: "varchar", zh: "对责任单位评价", en: "mark given to the department"}
  - {name: sat_office, type: "varchar", zh: "对信访部门评价", en: "mark given to the petition office"}
  - {name: review_applied, type: "boolean", zh: "是否申请复查复核", en: "a review was asked for"}
  - {name: review_changed, type: "boolean", zh: "复查复核改变原意见", en: "the review changed the reply"}
  - {name: is_withdrawn, type: "boolean", zh: "是否撤回", en: "taken back by the petitioner"}
  - {name: is_backlog, type: "boolean", zh: "是否积案", en: "unresolved a year after registration"}
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
