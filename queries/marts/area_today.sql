/* @anlan
name: area_today
zh: 现行区划
en: "Areas of today"
grain: "one area in use on the as-of day"
owner: 市民政局
kind: view
readers: analyst
depends: [dim_area, dim_area_profile, ref_code]
columns:
  - {name: area_code, type: "varchar", zh: "区划代码", en: "code of the area"}
  - {name: area_name, type: "varchar", zh: "名称", en: "name"}
  - {name: area_level, type: "integer", zh: "层级", en: "1 city, 2 county, 3 township, 4 village, 5 grid"}
  - {name: area_type, type: "varchar", zh: "类型代码", en: "type; areas of one type are ranked among themselves"}
  - {name: area_type_zh, type: "varchar", zh: "类型", en: "type, name in Chinese"}
  - {name: area_type_en, type: "varchar", zh: "类型英文名称", en: "type, name in English"}
  - {name: parent_code, type: "varchar", zh: "上级代码", en: "code of the area above"}
  - {name: parent_name, type: "varchar", zh: "上级名称", en: "name of the area above"}
  - {name: county_code, type: "varchar", zh: "所属区县代码", en: "code of the county, null for the city"}
  - {name: county_name, type: "varchar", zh: "所属区县", en: "name of the county"}
  - {name: first_from, type: "date", zh: "最早可追溯日期", en: "first day that it, or an area merged into it, was in use"}
  - {name: profile_month, type: "date", zh: "基础统计月份", en: "month of the newest profile, null where there is none"}
  - {name: resident_pop, type: "bigint", zh: "常住人口", en: "residents"}
  - {name: registered_pop, type: "bigint", zh: "户籍人口", en: "registered residents"}
  - {name: households, type: "bigint", zh: "户数", en: "households"}
  - {name: land_area, type: "double", zh: "土地面积", en: "land area, km2"}
  - {name: density, type: "double", zh: "人口密度", en: "residents per km2"}
  - {name: center_lon, type: "double", zh: "中心点经度", en: "longitude of the centre"}
  - {name: center_lat, type: "double", zh: "中心点纬度", en: "latitude of the centre"}
*/
with profile as (
  select
    p.area_code, p.stat_month, p.resident_pop, p.registered_pop, p.households, p.land_area,
    row_number() over (partition by p.area_code order by p.stat_month desc) as newest
  from dim_area_profile p
  where p.stat_month < @day(:end)
)
select
  a.area_code,
  a.area_name,
  a.area_level,
  a.area_type,
  k.name_zh as area_type_zh,
  k.name_en as area_type_en,
  a.parent_code,
  u.area_name as parent_name,
  c.area_code as county_code,
  c.area_name as county_name,
  a.first_from,
  p.stat_month as profile_month,
  p.resident_pop,
  p.registered_pop,
  p.households,
  p.land_area,
  case when p.land_area > 0 then p.resident_pop / p.land_area end as density,
  a.center_lon,
  a.center_lat
from dim_area a
left join dim_area u on u.area_code = a.parent_code
left join dim_area c on length(a.area_code) >= :len_county and c.area_code = substr(a.area_code, 1, :len_county)
left join profile p on p.area_code = a.area_code and p.newest = 1
left join ref_code k on k.list = 'CL_AREA_TYPE' and k.code = a.area_type
where a.is_current
