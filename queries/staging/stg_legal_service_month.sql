/* @anlan
name: stg_legal_service_month
zh: 公共法律服务与行政法制月报
en: "Public legal services and administrative law by month, as landed"
grain: one county or township and month
owner: 市司法局
depends: [legal_service_month]
columns:
  - {name: area_code, type: "varchar", zh: "区划代码", en: "county or township, as sent"}
  - {name: row_level, type: "varchar", zh: "行层级", en: "level the row speaks for: 2 county, 3 township; the two are not added up"}
  - {name: stat_month, type: "date", zh: "统计月份", en: "first day of the month reported"}
  - {name: villages_total, type: "integer", zh: "村社区总数", en: "villages and communities in all"}
  - {name: villages_with_room, type: "integer", zh: "已建公共法律服务工作室的村社区数", en: "of them with a legal service room"}
  - {name: villages_with_adviser, type: "integer", zh: "有法律顾问的村社区数", en: "of them with a legal adviser"}
  - {name: adviser_visits, type: "integer", zh: "法律顾问到村服务次数", en: "visits of advisers to villages"}
  - {name: consults, type: "integer", zh: "法律咨询人次", en: "legal consultations given"}
  - {name: publicity_events, type: "integer", zh: "普法活动场次", en: "events to make the law known"}
  - {name: aid_applied, type: "integer", zh: "法律援助申请数", en: "applications for legal aid"}
  - {name: aid_decided_on_time, type: "integer", zh: "按时作出决定数", en: "of them decided within 7 days"}
  - {name: aid_approved, type: "integer", zh: "批准数", en: "applications granted"}
  - {name: aid_rated, type: "integer", zh: "受援人评价数", en: "recipients who gave a rating"}
  - {name: aid_satisfied, type: "integer", zh: "受援人满意数", en: "of them satisfied"}
  - {name: review_due, type: "integer", zh: "到期应结行政复议数", en: "administrative reviews due for conclusion"}
  - {name: review_on_time, type: "integer", zh: "按期办结行政复议数", en: "of them concluded in time"}
  - {name: review_corrected, type: "integer", zh: "复议纠错数", en: "administrative reviews that corrected a decision"}
  - {name: admin_med_closed, type: "integer", zh: "行政调解办结数", en: "administrative mediations closed"}
  - {name: admin_med_success, type: "integer", zh: "行政调解成功数", en: "of them settled"}
*/
select
  area_code,
  row_level,
  stat_month,
  @optional(villages_total, integer),
  @optional(villages_with_room, integer),
  @optional(villages_with_adviser, integer),
  @optional(adviser_visits, integer),
  @optional(consults, integer),
  @optional(publicity_events, integer),
  @optional(aid_applied, integer),
  @optional(aid_decided_on_time, integer),
  @optional(aid_approved, integer),
  @optional(aid_rated, integer),
  @optional(aid_satisfied, integer),
  @optional(review_due, integer),
  @optional(review_on_time, integer),
  @optional(review_corrected, integer),
  @optional(admin_med_closed, integer),
  @optional(admin_med_success, integer)
from legal_service_month
