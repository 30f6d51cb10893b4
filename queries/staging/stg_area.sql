/* @anlan
name: stg_area
zh: 行政区划与网格
en: "Areas and grids, as landed"
grain: one version of one area
owner: 市民政局
depends: [area]
columns:
  - {name: area_code, type: "varchar", zh: "区划代码", en: "code of the area"}
  - {name: area_name, type: "varchar", zh: "名称", en: "name of the area"}
  - {name: area_level, type: "varchar", zh: "层级", en: "level of the area (CL_AREA_LEVEL)"}
  - {name: area_type, type: "varchar", zh: "类型", en: "type of the area (CL_AREA_TYPE)"}
  - {name: parent_code, type: "varchar", zh: "上级代码", en: "code of the area above"}
  - {name: stat_code12, type: "varchar", zh: "统计用区划代码", en: "statistical code of 12 digits"}
  - {name: urban_rural, type: "varchar", zh: "城乡分类", en: "urban or rural class"}
  - {name: households, type: "integer", zh: "户数", en: "households"}
  - {name: center_lon, type: "double", zh: "中心点经度", en: "longitude of the centre"}
  - {name: center_lat, type: "double", zh: "中心点纬度", en: "latitude of the centre"}
  - {name: boundary_ref, type: "varchar", zh: "边界文件名", en: "file that holds the boundary"}
  - {name: valid_from, type: "date", zh: "启用日期", en: "first day of this version"}
  - {name: valid_to, type: "date", zh: "停用日期", en: "day it went out of use, null while in use"}
  - {name: successor_code, type: "varchar", zh: "承接代码", en: "area that took over, several parted by |"}
*/
select
  area_code,
  area_name,
  area_level,
  area_type,
  @optional(parent_code, varchar),
  @optional(stat_code12, varchar),
  @optional(urban_rural, varchar),
  @optional(households, integer),
  @optional(center_lon, double),
  @optional(center_lat, double),
  @optional(boundary_ref, varchar),
  valid_from,
  @optional(valid_to, date),
  @optional(successor_code, varchar)
from area
