/* @anlan
name: fct_governance_center
zh: 综治中心季报（按现行区划）
en: "Governance centres by quarter, on today's boundaries"
grain: one governance centre and quarter
owner: 市委政法委
depends: [stg_governance_center_quarter, dim_area_bridge]
columns:
  - {name: center_id, type: "varchar", zh: "中心编号", en: "number of the governance centre"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area today: that of the successor where the area has ended"}
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
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_governance_center_quarter s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
select
  center_id,
  today_code as area_code,
  center_level,
  quarter,
  is_operating,
  posts,
  staff,
  has_political_officer,
  depts_required,
  depts_resident,
  rooms,
  received,
  closed_on_time,
  star,
  star_prev,
  video_terminal,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
