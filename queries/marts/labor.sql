/* @anlan
name: labor
zh: 劳动争议与欠薪案件（一案一行）
en: "Labour cases, one row a case"
grain: "one case"
owner: 市人社局
kind: view
readers: steward
depends: [fct_labor, dim_area, ref_code]
columns:
  - {name: labor_case_id, type: "varchar", zh: "案件编号", en: "number of the case"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area today: that of the successor where the area has ended"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: county_code, type: "varchar", zh: "所属区县代码", en: "code of the county"}
  - {name: county_name, type: "varchar", zh: "所属区县", en: "name of the county"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道代码", en: "code of the township"}
  - {name: township_name, type: "varchar", zh: "所属乡镇街道", en: "name of the township"}
  - {name: village_name, type: "varchar", zh: "所属村社区", en: "name of the village or community, null where not located so far down"}
  - {name: kind, type: "varchar", zh: "类别", en: "mediation, arbitration, inspection or wage-arrears lead (CL_LABOR_KIND)"}
  - {name: kind_zh, type: "varchar", zh: "类别名称", en: "mediation, arbitration, inspection or wage-arrears lead (CL_LABOR_KIND), name in Chinese"}
  - {name: kind_en, type: "varchar", zh: "类别英文名称", en: "mediation, arbitration, inspection or wage-arrears lead (CL_LABOR_KIND), name in English"}
  - {name: issue, type: "varchar", zh: "事由", en: "what the case is about (CL_LABOR_ISSUE)"}
  - {name: issue_zh, type: "varchar", zh: "事由名称", en: "what the case is about (CL_LABOR_ISSUE), name in Chinese"}
  - {name: issue_en, type: "varchar", zh: "事由英文名称", en: "what the case is about (CL_LABOR_ISSUE), name in English"}
  - {name: industry, type: "varchar", zh: "行业门类", en: "industry of the employer (CL_INDUSTRY)"}
  - {name: industry_zh, type: "varchar", zh: "行业门类名称", en: "industry of the employer (CL_INDUSTRY), name in Chinese"}
  - {name: industry_en, type: "varchar", zh: "行业门类英文名称", en: "industry of the employer (CL_INDUSTRY), name in English"}
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
  - {name: sat_zh, type: "varchar", zh: "满意度名称", en: "satisfaction of the claimant (CL_SAT5), name in Chinese"}
  - {name: sat_en, type: "varchar", zh: "满意度英文名称", en: "satisfaction of the claimant (CL_SAT5), name in English"}
  - {name: days_to_close, type: "bigint", zh: "办理天数", en: "days from registration to the end, null while open"}
  - {name: is_on_time, type: "boolean", zh: "是否按期", en: "ended within its limit; false also when the limit has passed and it is still open; null before that"}
  - {name: amount_class, type: "varchar", zh: "金额档", en: "class of the amount: under 10k, 10k-100k, 100k-1m, 1m and more yuan; null where no amount is given"}
*/
select
  f.labor_case_id,
  f.area_code,
  a.area_name as area_name,
  f.county_code,
  c.area_name as county_name,
  f.township_code,
  t.area_name as township_name,
  v.area_name as village_name,
  f.kind,
  k1.name_zh as kind_zh,
  k1.name_en as kind_en,
  f.issue,
  k2.name_zh as issue_zh,
  k2.name_en as issue_en,
  f.industry,
  k3.name_zh as industry_zh,
  k3.name_en as industry_en,
  f.worker_count,
  f.amount,
  f.amount_recovered,
  f.is_migrant_wage,
  f.accept_date,
  f.due_date,
  f.close_date,
  f.is_settled,
  f.sued_after,
  f.sat,
  k4.name_zh as sat_zh,
  k4.name_en as sat_en,
  @days_between(f.accept_date, f.close_date) as days_to_close,
  case when f.close_date is not null then f.close_date <= f.due_date when f.due_date < @day(:end) then false end as is_on_time,
  case when f.amount < 10000 then '<1万' when f.amount < 100000 then '1万-10万' when f.amount < 1000000 then '10万-100万' when f.amount >= 1000000 then '>=100万' end as amount_class
from fct_labor f
left join dim_area a on a.area_code = f.area_code
left join dim_area c on c.area_code = f.county_code
left join dim_area t on t.area_code = f.township_code
left join dim_area v on length(f.area_code) >= :len_village and v.area_code = substr(f.area_code, 1, :len_village)
left join ref_code k1 on k1.list = 'CL_LABOR_KIND' and k1.code = f.kind
left join ref_code k2 on k2.list = 'CL_LABOR_ISSUE' and k2.code = f.issue
left join ref_code k3 on k3.list = 'CL_INDUSTRY' and k3.code = f.industry
left join ref_code k4 on k4.list = 'CL_SAT5' and k4.code = f.sat
