/* @anlan
name: fct_quality_check
zh: 食品药品特种设备抽检（按现行区划）
en: "Inspections of food, drugs and special equipment, on today's boundaries"
grain: one inspection task
owner: 市市场监管局
depends: [stg_quality_check, dim_area_bridge]
columns:
  - {name: check_id, type: "varchar", zh: "任务编号", en: "number of the inspection task"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area today: that of the successor where the area has ended"}
  - {name: product, type: "varchar", zh: "类别", en: "kind of product (CL_PRODUCT)"}
  - {name: check_date, type: "date", zh: "抽检日期", en: "day of the inspection"}
  - {name: is_random, type: "boolean", zh: "是否双随机", en: "inspectors and inspected were drawn at random"}
  - {name: batches, type: "integer", zh: "抽检批次", en: "batches inspected"}
  - {name: passed, type: "integer", zh: "合格批次", en: "of them up to standard"}
  - {name: fail_due, type: "date", zh: "不合格处置期限", en: "last day to deal with batches that failed"}
  - {name: fail_done, type: "date", zh: "不合格处置完成日期", en: "day the batches that failed were dealt with"}
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_quality_check s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
select
  check_id,
  today_code as area_code,
  product,
  check_date,
  is_random,
  batches,
  passed,
  fail_due,
  fail_done,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
