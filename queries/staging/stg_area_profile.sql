/* @anlan
name: stg_area_profile
zh: 区域基础统计
en: "Area profile, as landed"
grain: one area and month
owner: 市统计局
depends: [area_profile]
columns:
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area described, as sent"}
  - {name: stat_month, type: "date", zh: "统计月份", en: "first day of the month reported"}
  - {name: resident_pop, type: "bigint", zh: "常住人口", en: "resident population"}
  - {name: registered_pop, type: "bigint", zh: "户籍人口", en: "registered population"}
  - {name: households, type: "bigint", zh: "户数", en: "households"}
  - {name: land_area, type: "double", zh: "土地面积", en: "land area, km2"}
  - {name: gdp, type: "double", zh: "地区生产总值", en: "gross domestic product of a year, 10,000 yuan"}
  - {name: motor_vehicles, type: "bigint", zh: "机动车保有量", en: "motor vehicles registered"}
  - {name: market_entities, type: "bigint", zh: "经营主体数", en: "businesses registered"}
  - {name: village_cnt, type: "integer", zh: "行政村数", en: "administrative villages"}
  - {name: community_cnt, type: "integer", zh: "社区数", en: "residential communities"}
  - {name: std_address_cnt, type: "bigint", zh: "标准地址数", en: "standard addresses"}
  - {name: house_cnt, type: "bigint", zh: "实有房屋数", en: "housing units that exist"}
  - {name: unit_cnt, type: "bigint", zh: "实有单位数", en: "workplaces that exist"}
  - {name: residence_permit_cnt, type: "bigint", zh: "居住证办理量", en: "residence permits issued in the month"}
*/
select
  area_code,
  stat_month,
  resident_pop,
  @optional(registered_pop, bigint),
  @optional(households, bigint),
  @optional(land_area, double),
  @optional(gdp, double),
  @optional(motor_vehicles, bigint),
  @optional(market_entities, bigint),
  @optional(village_cnt, integer),
  @optional(community_cnt, integer),
  @optional(std_address_cnt, bigint),
  @optional(house_cnt, bigint),
  @optional(unit_cnt, bigint),
  @optional(residence_permit_cnt, bigint)
from area_profile
