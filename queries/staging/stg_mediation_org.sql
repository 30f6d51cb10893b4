/* @anlan
name: stg_mediation_org
zh: 人民调解组织月报
en: "Mediation organisations by month, as landed"
grain: one mediation organisation and month
owner: 市司法局
depends: [mediation_org]
columns:
  - {name: org_id, type: "varchar", zh: "调解组织编号", en: "number of the mediation organisation"}
  - {name: stat_month, type: "date", zh: "统计月份", en: "first day of the month reported"}
  - {name: org_name, type: "varchar", zh: "组织名称", en: "name of the organisation"}
  - {name: org_type, type: "varchar", zh: "类型", en: "kind of organisation (CL_MED_ORG)"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area the organisation serves, as sent"}
  - {name: uscc, type: "varchar", zh: "统一社会信用代码", en: "unified social credit code of the organisation"}
  - {name: mediators, type: "integer", zh: "调解员数", en: "mediators at the month's end"}
  - {name: mediators_full, type: "integer", zh: "专职调解员数", en: "of them full-time"}
  - {name: trained, type: "integer", zh: "当年培训人次", en: "training attendances in the year so far"}
  - {name: is_studio, type: "boolean", zh: "是否品牌工作室", en: "is a mediation studio with a name of its own"}
  - {name: is_active, type: "boolean", zh: "是否正常运行", en: "is up and running"}
*/
select
  org_id,
  stat_month,
  org_name,
  org_type,
  area_code,
  @optional(uscc, varchar),
  mediators,
  mediators_full,
  @optional(trained, integer),
  @optional(is_studio, boolean),
  is_active
from mediation_org
