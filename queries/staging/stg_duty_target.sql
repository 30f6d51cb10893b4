/* @anlan
name: stg_duty_target
zh: 平安建设责任书任务
en: "Duty targets of departments by quarter, as landed"
grain: one department, quarter and task
owner: 市委政法委
depends: [duty_target]
columns:
  - {name: dept_code, type: "varchar", zh: "单位编码", en: "department that signed the duty statement"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area of the department, as sent"}
  - {name: quarter, type: "date", zh: "季度首日", en: "first day of the quarter reported"}
  - {name: target_no, type: "varchar", zh: "任务编号", en: "number of the task in the duty system"}
  - {name: duty_kind, type: "varchar", zh: "任务类别", en: "kind of task (CL_DUTY)"}
  - {name: is_signed, type: "boolean", zh: "责任书是否签订", en: "the duty statement is signed"}
  - {name: target_value, type: "double", zh: "目标值", en: "value to be reached"}
  - {name: actual_value, type: "double", zh: "完成值", en: "value reached"}
  - {name: is_done, type: "boolean", zh: "是否完成", en: "the task is done"}
*/
select
  dept_code,
  area_code,
  quarter,
  target_no,
  duty_kind,
  is_signed,
  @optional(target_value, double),
  @optional(actual_value, double),
  is_done
from duty_target
