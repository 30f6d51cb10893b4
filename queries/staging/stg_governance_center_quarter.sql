/* @anlan
name: stg_governance_center_quarter
zh: 综治中心季报
en: "Governance centres by quarter, as landed"
grain: one governance centre and quarter
owner: 市委政法委
depends: [governance_center_quarter]
columns:
  - {name: center_id, type: "varchar", zh: "中心编号", en: "number of the governance centre"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area of the centre, as sent"}
  - {name: center_level, type: "varchar", zh: "层级", en: "level of the centre (CL_AREA_LEVEL)"}
  - {name: quarter, type: "date", zh: "季度首日", en: "first day of the quarter reported"}
  - {name: is_operating, type: "boolean", zh: "是否实体化运行", en: "has posts, premises and funds of its own"}
  - {name: posts, type: "integer", zh: "核定编制", en: "posts approved"}
  - {name: staff, type: "integer", zh: "实有人员", en: "people employed"}
  - {name: has_political_officer, type: "boolean", zh: "政法委员是否到位", en: "the township's political and legal officer is in post"}
  - {name: depts_required, type: "integer", zh: "应入驻部门数", en: "departments that should be present"}
  - {name: depts_resident, type: "integer", zh: "已入驻部门数", en: "of them present"}
  - {name: rooms, type: "integer", zh: "一厅四室已建数", en: "of the hall and four rooms, how many exist"}
  - {name: received, type: "integer", zh: "受理事项数", en: "matters received in the quarter"}
  - {name: closed_on_time, type: "integer", zh: "按期办结数", en: "of them closed in time"}
  - {name: star, type: "varchar", zh: "本期星级", en: "stars of this quarter (CL_STAR)"}
  - {name: star_prev, type: "varchar", zh: "上期星级", en: "stars of the quarter before"}
  - {name: video_terminal, type: "boolean", zh: "是否接入综治视联网", en: "is on the governance video network"}
*/
select
  center_id,
  area_code,
  center_level,
  quarter,
  is_operating,
  @optional(posts, integer),
  staff,
  @optional(has_political_officer, boolean),
  @optional(depts_required, integer),
  @optional(depts_resident, integer),
  @optional(rooms, integer),
  received,
  closed_on_time,
  star,
  @optional(star_prev, varchar),
  @optional(video_terminal, boolean)
from governance_center_quarter
