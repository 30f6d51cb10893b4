/* @anlan
name: stg_service_review
zh: 政务服务好差评
en: "Reviews of government services, as landed"
grain: one review
owner: 市政务服务（数据）局
depends: [service_review]
columns:
  - {name: review_id, type: "varchar", zh: "评价编号", en: "number of the review"}
  - {name: svc_id, type: "varchar", zh: "办件编号", en: "service case that is reviewed"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area of the office reviewed, as sent"}
  - {name: dept_code, type: "varchar", zh: "被评单位", en: "department reviewed"}
  - {name: review_time, type: "timestamp", zh: "评价时间", en: "when the review was given"}
  - {name: level, type: "varchar", zh: "评价等级", en: "mark from 1 to 5, 5 very satisfied (CL_SAT5)"}
  - {name: is_default, type: "boolean", zh: "是否系统默认好评", en: "good mark set by the system, counted in no rate"}
  - {name: is_bad_verified, type: "boolean", zh: "差评是否属实", en: "a bad mark was found justified"}
  - {name: fix_due, type: "timestamp", zh: "整改期限", en: "time limit for putting things right"}
  - {name: fix_time, type: "timestamp", zh: "整改时间", en: "when things were put right"}
*/
select
  review_id,
  @optional(svc_id, varchar),
  area_code,
  dept_code,
  review_time,
  level,
  is_default,
  @optional(is_bad_verified, boolean),
  @optional(fix_due, timestamp),
  @optional(fix_time, timestamp)
from service_review
