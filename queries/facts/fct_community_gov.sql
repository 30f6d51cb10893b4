/* @anlan
name: fct_community_gov
zh: 村（社区）自治与共治季报（按现行区划）
en: "Self-governance of villages and communities by quarter, on today's boundaries"
grain: one village or community and quarter
owner: 市民政局
depends: [stg_community_gov_quarter, dim_area_bridge]
columns:
  - {name: area_code, type: "varchar", zh: "村社区代码", en: "area today: that of the successor where the area has ended"}
  - {name: quarter, type: "date", zh: "季度首日", en: "first day of the quarter reported"}
  - {name: has_committee, type: "boolean", zh: "有村（居）务监督委员会", en: "has a supervisory committee"}
  - {name: meetings, type: "integer", zh: "议事协商会次数", en: "deliberation meetings held"}
  - {name: topics, type: "integer", zh: "议题数", en: "topics raised"}
  - {name: topics_done, type: "integer", zh: "已办结议题数", en: "of them settled"}
  - {name: topics_fed_back, type: "integer", zh: "已公示反馈议题数", en: "of them with the outcome made public"}
  - {name: volunteers, type: "integer", zh: "注册志愿者数", en: "registered volunteers, by place of registration"}
  - {name: volunteer_hours, type: "double", zh: "志愿服务时长", en: "hours of volunteering"}
  - {name: social_orgs, type: "integer", zh: "社区社会组织数", en: "social organisations of the community"}
  - {name: is_safe_cell, type: "boolean", zh: "平安细胞达标", en: "meets the standard of a safe cell"}
  - {name: smart_estates, type: "integer", zh: "智慧安防小区数", en: "housing estates with smart security"}
  - {name: chat_group_households, type: "integer", zh: "网格微信群覆盖户数", en: "households reached by the grid's chat group"}
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_community_gov_quarter s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
select
  today_code as area_code,
  quarter,
  has_committee,
  meetings,
  topics,
  topics_done,
  topics_fed_back,
  volunteers,
  volunteer_hours,
  social_orgs,
  is_safe_cell,
  smart_estates,
  chat_group_households,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
