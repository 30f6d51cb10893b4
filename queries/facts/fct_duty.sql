/* @anlan
name: fct_duty
zh: 平安建设责任书任务（按现行区划）
en: "Duty targets of departments by quarter, on today's boundaries"
grain: one department, quarter and task
owner: 市委政法委
depends: [stg_duty_target, dim_area_bridge]
columns:
  - {name: dept_code, type: "varchar", zh: "单位编码", en: "department that signed the duty statement"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area today: that of the successor where the area has ended"}
  - {name: quarter, type: "date", zh: "季度首日", en: "first day of the quarter reported"}
  - {name: target_no, type: "varchar", zh: "任务编号", en: "number of the task in the duty system"}
  - {name: duty_kind, type: "varchar", zh: "任务类别", en: "kind of task (CL_DUTY)"}
  - {name: is_signed, type: "boolean", zh: "责任书是否签订", en: "the duty statement is signed"}
  - {name: target_value, type: "double", zh: "目标值", en: "value to be reached"}
  - {name: actual_value, type: "double", zh: "完成值", en: "value reached"}
  - {name: is_done, type: "boolean", zh: "是否完成", en: "the task is done"}
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_duty_target s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
select
  dept_code,
  today_code as area_code,
  quarter,
  target_no,
  duty_kind,
  is_signed,
  target_value,
  actual_value,
  is_done,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
