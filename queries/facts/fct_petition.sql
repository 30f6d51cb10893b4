/* @anlan
name: fct_petition
zh: 信访事项（按现行区划）
en: "Petitions, on today's boundaries"
grain: one petition item
owner: 市信访局
depends: [stg_petition_item, dim_area_bridge]
columns:
  - {name: petition_id, type: "varchar", zh: "信访事项编号", en: "number of the petition item"}
  - {name: area_code, type: "varchar", zh: "问题属地区划", en: "area today: that of the successor where the area has ended"}
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
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_petition_item s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
select
  petition_id,
  today_code as area_code,
  receive_date,
  form,
  purpose,
  content_code,
  is_repeat,
  people_band,
  handle_type,
  dept_code,
  accept_due,
  accept_date,
  reply_due,
  reply_date,
  is_extended,
  outcome,
  sat_dept,
  sat_office,
  review_applied,
  review_changed,
  is_withdrawn,
  is_backlog,
  is_law_related,
  led_by_leader,
  by_agent,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
