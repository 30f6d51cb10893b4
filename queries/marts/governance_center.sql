/* @anlan
name: governance_center
zh: 综治中心（按季）
en: "Governance centres by quarter"
grain: "one governance centre and quarter"
owner: 市委政法委
kind: view
readers: steward
depends: [fct_governance_center, dim_area, ref_code]
columns:
  - {name: center_id, type: "varchar", zh: "中心编号", en: "number of the governance centre"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area today: that of the successor where the area has ended"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: county_code, type: "varchar", zh: "所属区县代码", en: "code of the county"}
  - {name: county_name, type: "varchar", zh: "所属区县", en: "name of the county"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道代码", en: "code of the township"}
  - {name: township_name, type: "varchar", zh: "所属乡镇街道", en: "name of the township"}
  - {name: village_name, type: "varchar", zh: "所属村社区", en: "name of the village or community, null where not located so far down"}
  - {name: center_level, type: "varchar", zh: "层级", en: "level of the centre (CL_AREA_LEVEL)"}
  - {name: center_level_zh, type: "varchar", zh: "层级名称", en: "level of the centre (CL_AREA_LEVEL), name in Chinese"}
  - {name: center_level_en, type: "varchar", zh: "层级英文名称", en: "level of the centre (CL_AREA_LEVEL), name in English"}
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
  - {name: star_zh, type: "varchar", zh: "本期星级名称", en: "stars of this quarter (CL_STAR), name in Chinese"}
  - {name: star_en, type: "varchar", zh: "本期星级英文名称", en: "stars of this quarter (CL_STAR), name in English"}
  - {name: star_prev, type: "varchar", zh: "上期星级", en: "stars of the quarter before"}
  - {name: star_prev_zh, type: "varchar", zh: "上期星级名称", en: "stars of the quarter before, name in Chinese"}
  - {name: star_prev_en, type: "varchar", zh: "上期星级英文名称", en: "stars of the quarter before, name in English"}
  - {name: video_terminal, type: "boolean", zh: "是否接入综治视联网", en: "is on the governance video network"}
*/
select
  f.center_id,
  f.area_code,
  a.area_name as area_name,
  f.county_code,
  c.area_name as county_name,
  f.township_code,
  t.area_name as township_name,
  v.area_name as village_name,
  f.center_level,
  k1.name_zh as center_level_zh,
  k1.name_en as center_level_en,
  f.quarter,
  f.is_operating,
  f.posts,
  f.staff,
  f.has_political_officer,
  f.depts_required,
  f.depts_resident,
  f.rooms,
  f.received,
  f.closed_on_time,
  f.star,
  k2.name_zh as star_zh,
  k2.name_en as star_en,
  f.star_prev,
  k3.name_zh as star_prev_zh,
  k3.name_en as star_prev_en,
  f.video_terminal
from fct_governance_center f
left join dim_area a on a.area_code = f.area_code
left join dim_area c on c.area_code = f.county_code
left join dim_area t on t.area_code = f.township_code
left join dim_area v on length(f.area_code) >= :len_village and v.area_code = substr(f.area_code, 1, :len_village)
left join ref_code k1 on k1.list = 'CL_AREA_LEVEL' and k1.code = f.center_level
left join ref_code k2 on k2.list = 'CL_STAR' and k2.code = f.star
left join ref_code k3 on k3.list = 'CL_STAR' and k3.code = f.star_prev
