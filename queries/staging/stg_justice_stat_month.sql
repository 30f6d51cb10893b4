/* @anlan
name: stg_justice_stat_month
zh: 政法工作月报
en: "Political-legal work by month, as landed"
grain: one county, month and item
owner: 市委政法委
depends: [justice_stat_month]
columns:
  - {name: area_code, type: "varchar", zh: "区县代码", en: "county, as sent"}
  - {name: stat_month, type: "date", zh: "统计月份", en: "first day of the month reported"}
  - {name: item, type: "varchar", zh: "项目", en: "pair of figures reported (CL_JUSTICE)"}
  - {name: num, type: "double", zh: "分子", en: "numerator of the pair, such as cases solved"}
  - {name: den, type: "double", zh: "分母", en: "denominator of the pair, such as cases filed"}
*/
select
  area_code,
  stat_month,
  item,
  num,
  den
from justice_stat_month
