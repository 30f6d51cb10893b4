/* @anlan
name: fct_mediation_org
zh: 人民调解组织月报（按现行区划）
en: "Mediation organisations by month, on today's boundaries"
grain: one mediation organisation and month
owner: 市司法局
depends: [stg_mediation_org, dim_area_bridge]
columns:
  - {name: org_id, type: "varchar", zh: "调解组织编号", en: "number of the mediation organisation"}
  - {name: stat_month, type: "date", zh: "统计月份", en: "first day of the month reported"}
  - {name: org_name, type: "varchar", zh: "组织名称", en: "name of the organisation"}
  - {name: org_type, type: "varchar", zh: "类型", en: "kind of organisation (CL_MED_ORG)"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area today: that of the successor where the area has ended"}
  - {name: uscc, type: "varchar", zh: "统一社会信用代码", en: "unified social credit code of the organisation"}
  - {name: mediators, type: "integer", zh: "调解员数", en: "mediators at the month's end"}
  - {name: mediators_full, type: "integer", zh: "专职调解员数", en: "of them full-time"}
  - {name: trained, type: "integer", zh: "当年培训人次", en: "training attendances in the year so far"}
  - {name: is_studio, type: "boolean", zh: "是否品牌工作室", en: "is a mediation studio with a name of its own"}
  - {name: is_active, type: "boolean", zh: "是否正常运行", en: "is up and running"}
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_mediation_org s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
select
  org_id,
  stat_month,
  org_name,
  org_type,
  today_code as area_code,
  uscc,
  mediators,
  mediators_full,
  trained,
  is_studio,
  is_active,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
