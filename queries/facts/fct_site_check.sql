/* @anlan
name: fct_site_check
zh: 重点场所规范落实月报（按现行区划）
en: "Compliance of key sites by month, on today's boundaries"
grain: one township, month and kind of site
owner: 市公安局
depends: [stg_site_check_month, dim_area_bridge]
columns:
  - {name: area_code, type: "varchar", zh: "乡镇街道代码", en: "area today: that of the successor where the area has ended"}
  - {name: stat_month, type: "date", zh: "统计月份", en: "first day of the month reported"}
  - {name: site, type: "varchar", zh: "场所类别", en: "kind of site (CL_SITE)"}
  - {name: sites_total, type: "integer", zh: "场所总数", en: "sites of the kind"}
  - {name: sites_checked, type: "integer", zh: "当月检查数", en: "of them checked in the month"}
  - {name: ok_all, type: "integer", zh: "全部要求落实数", en: "sites checked that meet every requirement"}
  - {name: ok_alarm, type: "integer", zh: "一键报警与视频联网达标数", en: "sites checked with panic button and video link in order"}
  - {name: problems, type: "integer", zh: "发现问题数", en: "problems found"}
  - {name: problems_fixed, type: "integer", zh: "问题整改数", en: "of them put right"}
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_site_check_month s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
select
  today_code as area_code,
  stat_month,
  site,
  sites_total,
  sites_checked,
  ok_all,
  ok_alarm,
  problems,
  problems_fixed,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
