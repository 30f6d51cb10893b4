/* @anlan
name: dim_area_profile
zh: 区域基础统计（按现行区划）
en: "Area profile, on today's boundaries"
grain: one area and month
owner: 市统计局
depends: [stg_area_profile, dim_area_bridge]
columns:
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area today: merged areas are added up"}
  - {name: stat_month, type: "date", zh: "统计月份", en: "first day of the month reported"}
  - {name: resident_pop, type: "bigint", zh: "常住人口", en: "resident population"}
  - {name: registered_pop, type: "bigint", zh: "户籍人口", en: "registered population"}
  - {name: households, type: "bigint", zh: "户数", en: "households"}
  - {name: land_area, type: "double", zh: "土地面积", en: "land area, km2"}
  - {name: gdp, type: "double", zh: "地区生产总值", en: "gross domestic product of a year, 10,000 yuan"}
  - {name: motor_vehicles, type: "bigint", zh: "机动车保有量", en: "motor vehicles registered"}
  - {name: market_entities, type: "bigint", zh: "经营主体数", en: "businesses registered"}
  - {name: village_cnt, type: "bigint", zh: "行政村数", en: "administrative villages"}
  - {name: community_cnt, type: "bigint", zh: "社区数", en: "residential communities"}
  - {name: std_address_cnt, type: "bigint", zh: "标准地址数", en: "standard addresses"}
  - {name: house_cnt, type: "bigint", zh: "实有房屋数", en: "housing units that exist"}
  - {name: unit_cnt, type: "bigint", zh: "实有单位数", en: "workplaces that exist"}
  - {name: residence_permit_cnt, type: "bigint", zh: "居住证办理量", en: "residence permits issued in the month"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_area_profile s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
-- The figures of an area that was split lie in its parent's already.
select
  today_code as area_code,
  stat_month,
  cast(sum(resident_pop) as bigint) as resident_pop,
  cast(sum(registered_pop) as bigint) as registered_pop,
  cast(sum(households) as bigint) as households,
  sum(land_area) as land_area,
  sum(gdp) as gdp,
  cast(sum(motor_vehicles) as bigint) as motor_vehicles,
  cast(sum(market_entities) as bigint) as market_entities,
  cast(sum(village_cnt) as bigint) as village_cnt,
  cast(sum(community_cnt) as bigint) as community_cnt,
  cast(sum(std_address_cnt) as bigint) as std_address_cnt,
  cast(sum(house_cnt) as bigint) as house_cnt,
  cast(sum(unit_cnt) as bigint) as unit_cnt,
  cast(sum(residence_permit_cnt) as bigint) as residence_permit_cnt
from located
where length(today_code) = length(area_code)
group by today_code, stat_month
