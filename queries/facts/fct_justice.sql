/* @anlan
name: fct_justice
zh: 政法工作月报（按现行区划）
en: "Political-legal work by month, on today's boundaries"
grain: one county, month and item
owner: 市委政法委
depends: [stg_justice_stat_month, dim_area_bridge]
columns:
  - {name: area_code, type: "varchar", zh: "区县代码", en: "area today: that of the successor where the area has ended"}
  - {name: stat_month, type: "date", zh: "统计月份", en: "first day of the month reported"}
  - {name: item, type: "varchar", zh: "项目", en: "pair of figures reported (CL_JUSTICE)"}
  - {name: num, type: "double", zh: "分子", en: "numerator of the pair, such as cases solved"}
  - {name: den, type: "double", zh: "分母", en: "denominator of the pair, such as cases filed"}
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_justice_stat_month s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
select
  today_code as area_code,
  stat_month,
  item,
  num,
  den,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
