/* @anlan
name: stg_quality_check
zh: 食品药品特种设备抽检
en: "Inspections of food, drugs and special equipment, as landed"
grain: one inspection task
owner: 市市场监管局
depends: [quality_check]
columns:
  - {name: check_id, type: "varchar", zh: "任务编号", en: "number of the inspection task"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area inspected, as sent"}
  - {name: product, type: "varchar", zh: "类别", en: "kind of product (CL_PRODUCT)"}
  - {name: check_date, type: "date", zh: "抽检日期", en: "day of the inspection"}
  - {name: is_random, type: "boolean", zh: "是否双随机", en: "inspectors and inspected were drawn at random"}
  - {name: batches, type: "integer", zh: "抽检批次", en: "batches inspected"}
  - {name: passed, type: "integer", zh: "合格批次", en: "of them up to standard"}
  - {name: fail_due, type: "date", zh: "不合格处置期限", en: "last day to deal with batches that failed"}
  - {name: fail_done, type: "date", zh: "不合格处置完成日期", en: "day the batches that failed were dealt with"}
*/
select
  check_id,
  area_code,
  product,
  check_date,
  is_random,
  batches,
  passed,
  @optional(fail_due, date),
  @optional(fail_done, date)
from quality_check
