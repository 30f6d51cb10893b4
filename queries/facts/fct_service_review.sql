/* @anlan
name: fct_service_review
zh: 政务服务好差评（按现行区划）
en: "Reviews of government services, on today's boundaries"
grain: one review
owner: 市政务服务（数据）局
depends: [stg_service_review, dim_area_bridge]
columns:
  - {name: review_id, type: "varchar", zh: "评价编号", en: "number of the review"}
  - {name: svc_id, type: "varchar", zh: "办件编号", en: "service case that is reviewed"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area today: that of the successor where the area has ended"}
  - {name: dept_code, type: "varchar", zh: "被评单位", en: "department reviewed"}
  - {name: review_time, type: "timestamp", zh: "评价时间", en: "when the review was given"}
  - {name: level, type: "varchar", zh: "评价等级", en: "mark from 1 to 5, 5 very satisfied (CL_SAT5)"}
  - {name: is_default, type: "boolean", zh: "是否系统默认好评", en: "good mark set by the system, counted in no rate"}
  - {name: is_bad_verified, type: "boolean", zh: "差评是否属实", en: "a bad mark was found justified"}
  - {name: fix_due, type: "timestamp", zh: "整改期限", en: "time limit for putting things right"}
  - {name: fix_time, type: "timestamp", zh: "整改时间", en: "when things were put right"}
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_service_review s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
select
  review_id,
  svc_id,
  today_code as area_code,
  dept_code,
  review_time,
  level,
  is_default,
  is_bad_verified,
  fix_due,
  fix_time,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
