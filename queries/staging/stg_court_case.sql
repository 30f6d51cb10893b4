/* @anlan
name: stg_court_case
zh: 法院民事行政案件与诉前调解
en: "Court cases and pre-litigation mediation, as landed"
grain: one stage of one case
owner: 市中级人民法院
depends: [court_case]
columns:
  - {name: court_case_id, type: "varchar", zh: "案号标识", en: "one-way digest of the case number"}
  - {name: stage, type: "varchar", zh: "阶段", en: "stage: pre-litigation, civil or administrative first instance, confirmation (CL_CASE_STAGE)"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area of the dispute or the defendant, as sent"}
  - {name: cause, type: "varchar", zh: "案由（一级）", en: "first-level cause of action (CL_CAUSE)"}
  - {name: cause_version, type: "varchar", zh: "案由版本", en: "edition of the list of causes: 2020 or 2025"}
  - {name: file_date, type: "date", zh: "收案日期", en: "day the case was taken in"}
  - {name: limit_date, type: "date", zh: "审限届满日", en: "last day of the time limit for trial"}
  - {name: close_date, type: "date", zh: "结案日期", en: "day the case was closed"}
  - {name: close_way, type: "varchar", zh: "结案方式", en: "how the case was closed (CL_CLOSE_WAY), 00 while open"}
  - {name: amount, type: "decimal(18,2)", zh: "标的额", en: "sum in dispute, yuan"}
  - {name: org_id, type: "varchar", zh: "委派调解组织", en: "mediation organisation it was referred to"}
  - {name: is_small_claim, type: "boolean", zh: "是否小额诉讼", en: "tried as a small claim"}
  - {name: is_reversed, type: "boolean", zh: "二审改判发回", en: "judgment changed or sent back on appeal"}
  - {name: auto_performed, type: "boolean", zh: "是否自动履行", en: "performed without enforcement"}
  - {name: official_appeared, type: "boolean", zh: "行政机关负责人出庭", en: "the head of the agency sued appeared in court"}
*/
select
  court_case_id,
  stage,
  area_code,
  cause,
  cause_version,
  file_date,
  @optional(limit_date, date),
  @optional(close_date, date),
  close_way,
  @optional(amount, decimal(18,2)),
  @optional(org_id, varchar),
  @optional(is_small_claim, boolean),
  @optional(is_reversed, boolean),
  @optional(auto_performed, boolean),
  @optional(official_appeared, boolean)
from court_case
