/* @anlan
name: stg_community_gov_quarter
zh: 村（社区）自治与共治季报
en: "Self-governance of villages and communities by quarter, as landed"
grain: one village or community and quarter
owner: 市民政局
depends: [community_gov_quarter]
columns:
  - {name: area_code, type: "varchar", zh: "村社区代码", en: "village or community, as sent"}
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
*/
select
  area_code,
  quarter,
  has_committee,
  meetings,
  topics,
  topics_done,
  topics_fed_back,
  volunteers,
  @optional(volunteer_hours, double),
  @optional(social_orgs, integer),
  @optional(is_safe_cell, boolean),
  @optional(smart_estates, integer),
  @optional(chat_group_households, integer)
from community_gov_quarter
