/* @anlan
name: dim_area_bridge
zh: 区划变更桥接
en: Bridge from ended areas to those of today
grain: one area that has ended by the as-of day
owner: 市民政局
depends: [stg_area]
columns:
  - {name: ended_code, type: varchar, zh: 已停用代码, en: "code that has ended"}
  - {name: current_code, type: varchar, zh: 现行代码, en: "area that holds its cases today: the successor, or the parent where it was split"}
*/
with version as (
  select
    area_code, parent_code, valid_to, successor_code,
    row_number() over (partition by area_code order by valid_from desc) as newest
  from stg_area
  where valid_from < :end
),
-- A case of a split area cannot be given to one of its parts: it counts one level up.
step as (
  select
    area_code,
    case
      when successor_code is null or successor_code like '%|%' then parent_code
      else successor_code
    end as next_code
  from version
  where newest = 1 and valid_to < :end
)
-- Four changes in a row is as far as a code is followed.
select
  a.area_code as ended_code,
  coalesce(d.next_code, c.next_code, b.next_code, a.next_code) as current_code
from step a
left join step b on b.area_code = a.next_code
left join step c on c.area_code = b.next_code
left join step d on d.area_code = c.next_code
where a.next_code is not null
