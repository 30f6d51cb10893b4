/* @anlan
name: service_rating
zh: 政务服务评价（一次一行）
en: "Ratings of services, one row a rating"
grain: "one review"
owner: 市政务服务（数据）局
kind: view
readers: steward
depends: [fct_service_review, dim_area, dim_department, ref_code]
columns:
  - {name: review_id, type: "varchar", zh: "评价编号", en: "number of the review"}
  - {name: svc_id, type: "varchar", zh: "办件编号", en: "service case that is reviewed"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area today: that of the successor where the area has ended"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: county_code, type: "varchar", zh: "所属区县代码", en: "code of the county"}
  - {name: county_name, type: "varchar", zh: "所属区县", en: "name of the county"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道代码", en: "code of the township"}
  - {name: township_name, type: "varchar", zh: "所属乡镇街道", en: "name of the township"}
  - {name: village_name, type: "varchar", zh: "所属村社区", en: "name of the village or community, null where not located so far down"}
  - {name: dept_code, type: "varchar", zh: "被评单位", en: "department reviewed"}
  - {name: dept_name, type: "varchar", zh: "被评单位名称", en: "name of the department reviewed"}
  - {name: review_time, type: "timestamp", zh: "评价时间", en: "when the review was given"}
  - {name: level, type: "varchar", zh: "评价等级", en: "mark from 1 to 5, 5 very satisfied (CL_SAT5)"}
  - {name: level_zh, type: "varchar", zh: "评价等级名称", en: "mark from 1 to 5, 5 very satisfied (CL_SAT5), name in Chinese"}
  - {name: level_en, type: "varchar", zh: "评价等级英文名称", en: "mark from 1 to 5, 5 very satisfied (CL_SAT5), name in English"}
  - {name: is_default, type: "boolean", zh: "是否系统默认好评", en: "good mark set by the system, counted in no rate"}
  - {name: is_bad_verified, type: "boolean", zh: "差评是否属实", en: "a bad mark was found justified"}
  - {name: fix_due, type: "timestamp", zh: "整改期限", en: "time limit for putting things right"}
  - {name: fix_time, type: "timestamp", zh: "整改时间", en: "when things were put right"}
  - {name: is_fixed_on_time, type: "boolean", zh: "是否按期整改", en: "a bad mark was put right within its limit; false also when it has passed without"}
*/
select
  f.review_id,
  f.svc_id,
  f.area_code,
  a.area_name as area_name,
  f.county_code,
  c.area_name as county_name,
  f.township_code,
  t.area_name as township_name,
  v.area_name as village_name,
  f.dept_code,
  o.dept_name as dept_name,
  f.review_time,
  f.level,
  k2.name_zh as level_zh,
  k2.name_en as level_en,
  f.is_default,
  f.is_bad_verified,
  f.fix_due,
  f.fix_time,
  case when f.fix_time is not null then f.fix_time <= f.fix_due when f.fix_due < :end then false end as is_fixed_on_time
from fct_service_review f
left join dim_area a on a.area_code = f.area_code
left join dim_area c on c.area_code = f.county_code
left join dim_area t on t.area_code = f.township_code
left join dim_area v on length(f.area_code) >= :len_village and v.area_code = substr(f.area_code, 1, :len_village)
left join dim_department o on o.dept_code = f.dept_code
left join ref_code k2 on k2.list = 'CL_SAT5' and k2.code = f.level
