/* @anlan
name: stg_site_check_month
zh: 重点场所规范落实月报
en: "Compliance of key sites by month, as landed"
grain: one township, month and kind of site
owner: 市公安局
depends: [site_check_month]
columns:
  - {name: area_code, type: "varchar", zh: "乡镇街道代码", en: "township, as sent"}
  - {name: stat_month, type: "date", zh: "统计月份", en: "first day of the month reported"}
  - {name: site, type: "varchar", zh: "场所类别", en: "kind of site (CL_SITE)"}
  - {name: sites_total, type: "integer", zh: "场所总数", en: "sites of the kind"}
  - {name: sites_checked, type: "integer", zh: "当月检查数", en: "of them checked in the month"}
  - {name: ok_all, type: "integer", zh: "全部要求落实数", en: "sites checked that meet every requirement"}
  - {name: ok_alarm, type: "integer", zh: "一键报警与视频联网达标数", en: "sites checked with panic button and video link in order"}
  - {name: problems, type: "integer", zh: "发现问题数", en: "problems found"}
  - {name: problems_fixed, type: "integer", zh: "问题整改数", en: "of them put right"}
*/
select
  area_code,
  stat_month,
  site,
  sites_total,
  sites_checked,
  ok_all,
  @optional(ok_alarm, integer),
  @optional(problems, integer),
  @optional(problems_fixed, integer)
from site_check_month
