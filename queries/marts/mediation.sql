/* @anlan
name: mediation
zh: 人民调解案件（一案一行）
en: "People's mediation, one row a case"
grain: "one mediation case"
owner: 市司法局
kind: view
readers: steward
depends: [fct_mediation, dim_area, ref_code]
columns:
  - {name: mcase_id, type: "varchar", zh: "卷宗编号", en: "number of the mediation file"}
  - {name: dispute_case_id, type: "varchar", zh: "关联纠纷编号", en: "dispute it belongs to"}
  - {name: org_id, type: "varchar", zh: "调解组织编号", en: "mediation organisation"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area today: that of the successor where the area has ended"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: county_code, type: "varchar", zh: "所属区县代码", en: "code of the county"}
  - {name: county_name, type: "varchar", zh: "所属区县", en: "name of the county"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道代码", en: "code of the township"}
  - {name: township_name, type: "varchar", zh: "所属乡镇街道", en: "name of the township"}
  - {name: village_name, type: "varchar", zh: "所属村社区", en: "name of the village or community, null where not located so far down"}
  - {name: source, type: "varchar", zh: "案件来源", en: "where the case came from (CL_MED_SOURCE)"}
  - {name: source_zh, type: "varchar", zh: "案件来源名称", en: "where the case came from (CL_MED_SOURCE), name in Chinese"}
  - {name: source_en, type: "varchar", zh: "案件来源英文名称", en: "where the case came from (CL_MED_SOURCE), name in English"}
  - {name: med_type, type: "varchar", zh: "纠纷类型", en: "type of dispute in mediation (CL_MED_TYPE)"}
  - {name: med_type_zh, type: "varchar", zh: "纠纷类型名称", en: "type of dispute in mediation (CL_MED_TYPE), name in Chinese"}
  - {name: med_type_en, type: "varchar", zh: "纠纷类型英文名称", en: "type of dispute in mediation (CL_MED_TYPE), name in English"}
  - {name: is_difficult, type: "boolean", zh: "是否疑难复杂", en: "difficult or complex"}
  - {name: party_count, type: "integer", zh: "当事人数", en: "number of parties"}
  - {name: amount, type: "decimal(18,2)", zh: "涉及金额", en: "amount at stake, yuan"}
  - {name: accept_date, type: "date", zh: "受理日期", en: "day it was accepted"}
  - {name: close_date, type: "date", zh: "结案日期", en: "day it was closed"}
  - {name: result, type: "varchar", zh: "调解结果", en: "outcome of the mediation (CL_MED_RESULT)"}
  - {name: result_zh, type: "varchar", zh: "调解结果名称", en: "outcome of the mediation (CL_MED_RESULT), name in Chinese"}
  - {name: result_en, type: "varchar", zh: "调解结果英文名称", en: "outcome of the mediation (CL_MED_RESULT), name in English"}
  - {name: perform_due, type: "date", zh: "约定履行日", en: "day the agreement falls due"}
  - {name: perform, type: "varchar", zh: "履行情况", en: "performance of the agreement"}
  - {name: perform_zh, type: "varchar", zh: "履行情况名称", en: "performance of the agreement, name in Chinese"}
  - {name: perform_en, type: "varchar", zh: "履行情况英文名称", en: "performance of the agreement, name in English"}
  - {name: confirm_applied, type: "boolean", zh: "是否申请司法确认", en: "the court was asked to confirm the agreement"}
  - {name: agreement_void, type: "boolean", zh: "协议被撤销或确认无效", en: "the agreement was revoked or found void"}
  - {name: revisit_sat, type: "varchar", zh: "回访满意度", en: "satisfaction when asked afterwards (CL_SAT5)"}
  - {name: revisit_sat_zh, type: "varchar", zh: "回访满意度名称", en: "satisfaction when asked afterwards (CL_SAT5), name in Chinese"}
  - {name: revisit_sat_en, type: "varchar", zh: "回访满意度英文名称", en: "satisfaction when asked afterwards (CL_SAT5), name in English"}
  - {name: days_to_close, type: "bigint", zh: "办理天数", en: "days from registration to the end, null while open"}
  - {name: amount_class, type: "varchar", zh: "金额档", en: "class of the amount: under 10k, 10k-100k, 100k-1m, 1m and more yuan; null where no amount is given"}
*/
select
  f.mcase_id,
  f.dispute_case_id,
  f.org_id,
  f.area_code,
  a.area_name as area_name,
  f.county_code,
  c.area_name as county_name,
  f.township_code,
  t.area_name as township_name,
  v.area_name as village_name,
  f.source,
  k1.name_zh as source_zh,
  k1.name_en as source_en,
  f.med_type,
  k2.name_zh as med_type_zh,
  k2.name_en as med_type_en,
  f.is_difficult,
  f.party_count,
  f.amount,
  f.accept_date,
  f.close_date,
  f.result,
  k3.name_zh as result_zh,
  k3.name_en as result_en,
  f.perform_due,
  f.perform,
  k4.name_zh as perform_zh,
  k4.name_en as perform_en,
  f.confirm_applied,
  f.agreement_void,
  f.revisit_sat,
  k5.name_zh as revisit_sat_zh,
  k5.name_en as revisit_sat_en,
  @days_between(f.accept_date, f.close_date) as days_to_close,
  case when f.amount < 10000 then '<1万' when f.amount < 100000 then '1万-10万' when f.amount < 1000000 then '10万-100万' when f.amount >= 1000000 then '>=100万' end as amount_class
from fct_mediation f
left join dim_area a on a.area_code = f.area_code
left join dim_area c on c.area_code = f.county_code
left join dim_area t on t.area_code = f.township_code
left join dim_area v on length(f.area_code) >= :len_village and v.area_code = substr(f.area_code, 1, :len_village)
left join ref_code k1 on k1.list = 'CL_MED_SOURCE' and k1.code = f.source
left join ref_code k2 on k2.list = 'CL_MED_TYPE' and k2.code = f.med_type
left join ref_code k3 on k3.list = 'CL_MED_RESULT' and k3.code = f.result
left join ref_code k4 on k4.list = 'CL_PERFORM' and k4.code = f.perform
left join ref_code k5 on k5.list = 'CL_SAT5' and k5.code = f.revisit_sat
