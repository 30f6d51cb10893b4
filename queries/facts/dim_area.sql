/* @anlan
name: dim_area
zh: 区划（最新版本）
en: Areas, newest version
grain: one area code
owner: 市民政局
depends: [stg_area, dim_area_bridge]
columns:
  - {name: area_code, type: varchar, zh: 区划代码, en: "code of the area"}
  - {name: area_name, type: varchar, zh: 名称, en: "name"}
  - {name: area_level, type: integer, zh: 层级, en: "level by the length of the code: 1 city … 5 grid"}
  - {name: area_type, type: varchar, zh: 类型, en: "type (CL_AREA_TYPE)"}
  - {name: parent_code, type: varchar, zh: 上级代码, en: "code of the area above"}
  - {name: center_lon, type: double, zh: 中心点经度, en: "longitude of the centre"}
  - {name: center_lat, type: double, zh: 中心点纬度, en: "latitude of the centre"}
  - {name: first_from, type: date, zh: 最早可追溯日期, en: "first day that it, or an area merged into it, was in use"}
  - {name: valid_from, type: date, zh: 启用日期, en: "first day of this version"}
  - {name: valid_to, type: date, zh: 停用日期, en: "day it went out of use, null while in use"}
  - {name: is_current, type: boolean, zh: 是否现行, en: "in use on the as-of day"}
*/
with version as (
  select
    s.*,
    row_number() over (partition by area_code order by valid_from desc) as newest
  from stg_area s
  where valid_from < :end
),
origin as (
  select coalesce(b.current_code, v.area_code) as area_code, min(v.valid_from) as first_from
  from version v
  left join dim_area_bridge b on b.ended_code = v.area_code
  group by coalesce(b.current_code, v.area_code)
)
select
  v.area_code,
  v.area_name,
  case length(v.area_code)
    when :len_city then 1
    when :len_county then 2
    when :len_township then 3
    when :len_village then 4
    when :len_grid then 5
  end as area_level,
  v.area_type,
  v.parent_code,
  v.center_lon,
  v.center_lat,
  coalesce(o.first_from, v.valid_from) as first_from,
  v.valid_from,
  v.valid_to,
  v.valid_to is null or v.valid_to >= :end as is_current
from version v
left join origin o on o.area_code = v.area_code
where v.newest = 1
