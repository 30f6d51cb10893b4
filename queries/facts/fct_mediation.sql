/* @anlan
name: fct_mediation
zh: 人民调解案件（按现行区划）
en: "People's mediation cases, on today's boundaries"
grain: one mediation case
owner: 市司法局
depends: [stg_mediation_case, dim_area_bridge]
columns:
  - {name: mcase_id, type: "varchar", zh: "卷宗编号", en: "number of the mediation file"}
  - {name: dispute_case_id, type: "varchar", zh: "关联纠纷编号", en: "dispute it belongs to"}
  - {name: org_id, type: "varchar", zh: "调解组织编号", en: "mediation organisation"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area today: that of the successor where the area has ended"}
  - {name: source, type: "varchar", zh: "案件来源", en: "where the case came from (CL_MED_SOURCE)"}
  - {name: med_type, type: "varchar", zh: "纠纷类型", en: "type of dispute in mediation (CL_MED_TYPE)"}
  - {name: is_difficult, type: "boolean", zh: "是否疑难复杂", en: "difficult or complex"}
  - {name: party_count, type: "integer", zh: "当事人数", en: "number of parties"}
  - {name: amount, type: "decimal(18,2)", zh: "涉及金额", en: "amount at stake, yuan"}
  - {name: accept_date, type: "date", zh: "受理日期", en: "day it was accepted"}
  - {name: close_date, type: "date", zh: "结案日期", en: "day it was closed"}
  - {name: result, type: "varchar", zh: "调解结果", en: "outcome of the mediation (CL_MED_RESULT)"}
  - {name: perform_due, type: "date", zh: "约定履行日", en: "day the agreement falls due"}
  - {name: perform, type: "varchar", zh: "履行情况", en: "performance of the agreement"}
  - {name: confirm_applied, type: "boolean", zh: "是否申请司法确认", en: "the court was asked to confirm the agreement"}
  - {name: agreement_void, type: "boolean", zh: "协议被撤销或确认无效", en: "the agreement was revoked or found void"}
  - {name: revisit_sat, type: "varchar", zh: "回访满意度", en: "satisfaction when asked afterwards (CL_SAT5)"}
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_mediation_case s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
select
  mcase_id,
  dispute_case_id,
  org_id,
  today_code as area_code,
  source,
  med_type,
  is_difficult,
  party_count,
  amount,
  accept_date,
  close_date,
  result,
  perform_due,
  perform,
  confirm_applied,
  agreement_void,
  revisit_sat,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
