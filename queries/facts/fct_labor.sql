/* @anlan
name: fct_labor
zh: 劳动人事争议与欠薪（按现行区划）
en: "Labour disputes and wage arrears, on today's boundaries"
grain: one case
owner: 市人社局
depends: [stg_labor_case, dim_area_bridge]
columns:
  - {name: labor_case_id, type: "varchar", zh: "案件编号", en: "number of the case"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area today: that of the successor where the area has ended"}
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
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_labor_case s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
select
  labor_case_id,
  today_code as area_code,
  kind,
  issue,
  industry,
  worker_count,
  amount,
  amount_recovered,
  is_migrant_wage,
  accept_date,
  due_date,
  close_date,
  is_settled,
  sued_after,
  sat,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
