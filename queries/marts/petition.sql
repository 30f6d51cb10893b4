/* @anlan
name: petition
zh: 信访事项（一件一行）
en: "Petitions, one row an item"
grain: "one petition item"
owner: 市信访局
kind: view
readers: steward
depends: [fct_petition, dim_area, dim_department, ref_code]
columns:
  - {name: petition_id, type: "varchar", zh: "信访事项编号", en: "number of the petition item"}
  - {name: area_code, type: "varchar", zh: "问题属地区划", en: "area today: that of the successor where the area has ended"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: county_code, type: "varchar", zh: "所属区县代码", en: "code of the county"}
  - {name: county_name, type: "varchar", zh: "所属区县", en: "name of the county"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道代码", en: "code of the township"}
  - {name: township_name, type: "varchar", zh: "所属乡镇街道", en: "name of the township"}
  - {name: village_name, type: "varchar", zh: "所属村社区", en: "name of the village or community, null where not located so far down"}
  - {name: receive_date, type: "date", zh: "登记日期", en: "day it was registered"}
  - {name: form, type: "varchar", zh: "信访形式", en: "letter, visit, call, fax or online (CL_PETITION_FORM)"}
  - {name: form_zh, type: "varchar", zh: "信访形式名称", en: "letter, visit, call, fax or online (CL_PETITION_FORM), name in Chinese"}
  - {name: form_en, type: "varchar", zh: "信访形式英文名称", en: "letter, visit, call, fax or online (CL_PETITION_FORM), name in English"}
  - {name: purpose, type: "varchar", zh: "信访目的", en: "what the petitioner wants (CL_PETITION_PURPOSE)"}
  - {name: purpose_zh, type: "varchar", zh: "信访目的名称", en: "what the petitioner wants (CL_PETITION_PURPOSE), name in Chinese"}
  - {name: purpose_en, type: "varchar", zh: "信访目的英文名称", en: "what the petitioner wants (CL_PETITION_PURPOSE), name in English"}
  - {name: content_code, type: "varchar", zh: "内容分类", en: "subject of the petition (CL_PETITION_CONTENT)"}
  - {name: content_code_zh, type: "varchar", zh: "内容分类名称", en: "subject of the petition (CL_PETITION_CONTENT), name in Chinese"}
  - {name: content_code_en, type: "varchar", zh: "内容分类英文名称", en: "subject of the petition (CL_PETITION_CONTENT), name in English"}
  - {name: is_repeat, type: "boolean", zh: "是否重复", en: "raised before within 12 months"}
  - {name: people_band, type: "varchar", zh: "涉及人数段", en: "band of people involved"}
  - {name: handle_type, type: "varchar", zh: "办理方式", en: "how it is handled (CL_PETITION_HANDLE)"}
  - {name: handle_type_zh, type: "varchar", zh: "办理方式名称", en: "how it is handled (CL_PETITION_HANDLE), name in Chinese"}
  - {name: handle_type_en, type: "varchar", zh: "办理方式英文名称", en: "how it is handled (CL_PETITION_HANDLE), name in English"}
  - {name: dept_code, type: "varchar", zh: "责任单位", en: "department responsible"}
  - {name: dept_name, type: "varchar", zh: "责任单位名称", en: "name of the department responsible"}
  - {name: accept_due, type: "date", zh: "受理期限", en: "last day to accept it"}
  - {name: accept_date, type: "date", zh: "受理告知日期", en: "day the petitioner was told of acceptance"}
  - {name: reply_due, type: "date", zh: "答复期限", en: "last day to reply"}
  - {name: reply_date, type: "date", zh: "答复日期", en: "day of the reply"}
  - {name: is_extended, type: "boolean", zh: "是否延期", en: "the time limit was extended"}
  - {name: outcome, type: "varchar", zh: "诉求解决情况", en: "whether the petitioner says it is resolved (CL_RESOLVED)"}
  - {name: outcome_zh, type: "varchar", zh: "诉求解决情况名称", en: "whether the petitioner says it is resolved (CL_RESOLVED), name in Chinese"}
  - {name: outcome_en, type: "varchar", zh: "诉求解决情况英文名称", en: "whether the petitioner says it is resolved (CL_RESOLVED), name in English"}
  - {name: sat_dept, type: "varchar", zh: "对责任单位评价", en: "mark given to the department"}
  - {name: sat_dept_zh, type: "varchar", zh: "对责任单位评价名称", en: "mark given to the department, name in Chinese"}
  - {name: sat_dept_en, type: "varchar", zh: "对责任单位评价英文名称", en: "mark given to the department, name in English"}
  - {name: sat_office, type: "varchar", zh: "对信访部门评价", en: "mark given to the petition office"}
  - {name: sat_office_zh, type: "varchar", zh: "对信访部门评价名称", en: "mark given to the petition office, name in Chinese"}
  - {name: sat_office_en, type: "varchar", zh: "对信访部门评价英文名称", en: "mark given to the petition office, name in English"}
  - {name: review_applied, type: "boolean", zh: "是否申请复查复核", en: "a review was asked for"}
  - {name: review_changed, type: "boolean", zh: "复查复核改变原意见", en: "the review changed the reply"}
  - {name: is_withdrawn, type: "boolean", zh: "是否撤回", en: "taken back by the petitioner"}
  - {name: is_backlog, type: "boolean", zh: "是否积案", en: "unresolved a year after registration"}
  - {name: is_law_related, type: "boolean", zh: "是否涉法涉诉", en: "concerns a court or law matter"}
  - {name: led_by_leader, type: "boolean", zh: "领导接访包案", en: "received by a leading official"}
  - {name: by_agent, type: "boolean", zh: "是否代办（信访代办制）", en: "raised through an agent"}
  - {name: days_to_close, type: "bigint", zh: "办理天数", en: "days from registration to the end, null while open"}
  - {name: is_accepted_on_time, type: "boolean", zh: "是否按期受理", en: "acceptance told within its limit; false also when the limit has passed without"}
  - {name: is_on_time, type: "boolean", zh: "是否按期", en: "ended within its limit; false also when the limit has passed and it is still open; null before that"}
*/
select
  f.petition_id,
  f.area_code,
  a.area_name as area_name,
  f.county_code,
  c.area_name as county_name,
  f.township_code,
  t.area_name as township_name,
  v.area_name as village_name,
  f.receive_date,
  f.form,
  k1.name_zh as form_zh,
  k1.name_en as form_en,
  f.purpose,
  k2.name_zh as purpose_zh,
  k2.name_en as purpose_en,
  f.content_code,
  k3.name_zh as content_code_zh,
  k3.name_en as content_code_en,
  f.is_repeat,
  f.people_band,
  f.handle_type,
  k4.name_zh as handle_type_zh,
  k4.name_en as handle_type_en,
  f.dept_code,
  o.dept_name as dept_name,
  f.accept_due,
  f.accept_date,
  f.reply_due,
  f.reply_date,
  f.is_extended,
  f.outcome,
  k6.name_zh as outcome_zh,
  k6.name_en as outcome_en,
  f.sat_dept,
  k7.name_zh as sat_dept_zh,
  k7.name_en as sat_dept_en,
  f.sat_office,
  k8.name_zh as sat_office_zh,
  k8.name_en as sat_office_en,
  f.review_applied,
  f.review_changed,
  f.is_withdrawn,
  f.is_backlog,
  f.is_law_related,
  f.led_by_leader,
  f.by_agent,
  @days_between(f.receive_date, f.reply_date) as days_to_close,
  case when f.accept_date is not null then f.accept_date <= f.accept_due when f.accept_due < @day(:end) then false end as is_accepted_on_time,
  case when f.reply_date is not null then f.reply_date <= f.reply_due when f.reply_due < @day(:end) then false end as is_on_time
from fct_petition f
left join dim_area a on a.area_code = f.area_code
left join dim_area c on c.area_code = f.county_code
left join dim_area t on t.area_code = f.township_code
left join dim_area v on length(f.area_code) >= :len_village and v.area_code = substr(f.area_code, 1, :len_village)
left join ref_code k1 on k1.list = 'CL_PETITION_FORM' and k1.code = f.form
left join ref_code k2 on k2.list = 'CL_PETITION_PURPOSE' and k2.code = f.purpose
left join ref_code k3 on k3.list = 'CL_PETITION_CONTENT' and k3.code = f.content_code
left join ref_code k4 on k4.list = 'CL_PETITION_HANDLE' and k4.code = f.handle_type
left join dim_department o on o.dept_code = f.dept_code
left join ref_code k6 on k6.list = 'CL_RESOLVED' and k6.code = f.outcome
left join ref_code k7 on k7.list = 'CL_SAT5' and k7.code = f.sat_dept
left join ref_code k8 on k8.list = 'CL_SAT5' and k8.code = f.sat_office
