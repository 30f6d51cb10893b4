/* @anlan
name: stg_labor_case
zh: 劳动人事争议与欠薪
en: "Labour disputes and wage arrears, as landed"
grain: one case
owner: 市人社局
depends: [labor_case]
columns:
  - {name: labor_case_id, type: "varchar", zh: "案件编号", en: "number of the case"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area of the workplace, as sent"}
  - {name: kind, type: "varchar", zh: "类别", en: "mediation, arbitration, inspection or wage-arrears lead (CL_LABOR_KIND)"}
  - {name: issue, type: "varchar", zh: "事由", en: "what the case is about (CL_LABOR_ISSUE)"}
  - {name: industry, type: "varchar", zh: "行业门类", en: "industry of the employer (CL_INDUSTRY)"}
  - {name: worker_count, type: "integer", zh: "涉及劳动者人数", en: "workers concerned"}
  - {name: amount, type: "decimal(18,2)", zh: "涉及金额", en: "sum claimed, yuan"}
  - {name: amount_recovered, type: "decimal(18,2)", zh: "追回金额", en: "sum recovered for the workers, yuan"}
  - {name: is_migrant_wage, type: "boolean", zh: "是否农民工欠薪", en: "wages owed to migrant workers"}
  - {name: accept_date, type: "date", zh: "受理日期", en: "day the case was accepted"}
  - {name: due_date, type: "date", zh: "法定期限", en: "last day of the statutory time limit"}
  - {name: close_date, type: "date", zh: "结案日期", en: "day the case was closed"}
  - {name: is_settled, type: "boolean", zh: "是否调解成功", en: "settled by mediation"}
  - {name: sued_after, type: "boolean", zh: "裁后起诉", en: "taken to court after arbitration"}
  - {name: sat, type: "varchar", zh: "满意度", en: "satisfaction of the claimant (CL_SAT5)"}
*/
select
  labor_case_id,
  area_code,
  kind,
  issue,
  @optional(industry, varchar),
  @optional(worker_count, integer),
  @optional(amount, decimal(18,2)),
  @optional(amount_recovered, decimal(18,2)),
  is_migrant_wage,
  accept_date,
  due_date,
  @optional(close_date, date),
  @optional(is_settled, boolean),
  @optional(sued_after, boolean),
  @optional(sat, varchar)
from labor_case
