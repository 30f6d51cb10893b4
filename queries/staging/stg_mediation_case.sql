/* @anlan
name: stg_mediation_case
zh: 人民调解案件
en: "People's mediation cases, as landed"
grain: one mediation case
owner: 市司法局
depends: [mediation_case]
columns:
  - {name: mcase_id, type: "varchar", zh: "卷宗编号", en: "number of the mediation file"}
  - {name: dispute_case_id, type: "varchar", zh: "关联纠纷编号", en: "dispute it belongs to"}
  - {name: org_id, type: "varchar", zh: "调解组织编号", en: "mediation organisation"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area of the case, as sent"}
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
*/
select
  mcase_id,
  @optional(dispute_case_id, varchar),
  org_id,
  area_code,
  source,
  med_type,
  @optional(is_difficult, boolean),
  @optional(party_count, integer),
  @optional(amount, decimal(18,2)),
  accept_date,
  @optional(close_date, date),
  result,
  @optional(perform_due, date),
  @optional(perform, varchar),
  @optional(confirm_applied, boolean),
  @optional(agreement_void, boolean),
  @optional(revisit_sat, varchar)
from mediation_case
