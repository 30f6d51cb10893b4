/* @anlan
name: mediation_body
zh: 调解组织（按月）
en: "Mediation organisations by month"
grain: "one mediation organisation and month"
owner: 市司法局
kind: view
readers: steward
depends: [fct_mediation_org, dim_area, ref_code]
columns:
  - {name: org_id, type: "varchar", zh: "调解组织编号", en: "number of the mediation organisation"}
  - {name: stat_month, type: "date", zh: "统计月份", en: "first day of the month reported"}
  - {name: org_name, type: "varchar", zh: "组织名称", en: "name of the organisation"}
  - {name: org_type, type: "varchar", zh: "类型", en: "kind of organisation (CL_MED_ORG)"}
  - {name: org_type_zh, type: "varchar", zh: "类型名称", en: "kind of organisation (CL_MED_ORG), name in Chinese"}
  - {name: org_type_en, type: "varchar", zh: "类型英文名称", en: "kind of organisation (CL_MED_ORG), name in English"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area today: that of the successor where the area has ended"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: county_code, type: "varchar", zh: "所属区县代码", en: "code of the county"}
  - {name: county_name, type: "varchar", zh: "所属区县", en: "name of the county"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道代码", en: "code of the township"}
  - {name: township_name, type: "varchar", zh: "所属乡镇街道", en: "name of the township"}
  - {name: village_name, type: "varchar", zh: "所属村社区", en: "name of the village or community, null where not located so far down"}
  - {name: uscc, type: "varchar", zh: "统一社会信用代码", en: "unified social credit code of the organisation"}
  - {name: mediators, type: "integer", zh: "调解员数", en: "mediators at the month's end"}
  - {name: mediators_full, type: "integer", zh: "专职调解员数", en: "of them full-time"}
  - {name: trained, type: "integer", zh: "当年培训人次", en: "training attendances in the year so far"}
  - {name: is_studio, type: "boolean", zh: "是否品牌工作室", en: "is a mediation studio with a name of its own"}
  - {name: is_active, type: "boolean", zh: "是否正常运行", en: "is up and running"}
*/
select
  f.org_id,
  f.stat_month,
  f.org_name,
  f.org_type,
  k1.name_zh as org_type_zh,
  k1.name_en as org_type_en,
  f.area_code,
  a.area_name as area_name,
  f.county_code,
  c.area_name as county_name,
  f.township_code,
  t.area_name as township_name,
  v.area_name as village_name,
  f.uscc,
  f.mediators,
  f.mediators_full,
  f.trained,
  f.is_studio,
  f.is_active
from fct_mediation_org f
left join dim_area a on a.area_code = f.area_code
left join dim_area c on c.area_code = f.county_code
left join dim_area t on t.area_code = f.township_code
left join dim_area v on length(f.area_code) >= :len_village and v.area_code = substr(f.area_code, 1, :len_village)
left join ref_code k1 on k1.list = 'CL_MED_ORG' and k1.code = f.org_type
