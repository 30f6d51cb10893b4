/* @anlan
name: stg_device_ops_day
zh: 社会治理设备运行日汇总
en: "Operation of devices by day, as landed"
grain: one township, day and system
owner: 市公安局
depends: [device_ops_day]
columns:
  - {name: area_code, type: "varchar", zh: "乡镇街道代码", en: "township, as sent"}
  - {name: stat_date, type: "date", zh: "日期", en: "day reported"}
  - {name: system, type: "varchar", zh: "系统", en: "system the devices belong to (CL_DEVICE)"}
  - {name: installed, type: "integer", zh: "安装数", en: "devices installed"}
  - {name: online, type: "integer", zh: "在线数", en: "of them online"}
  - {name: faults, type: "integer", zh: "故障数", en: "faults that arose"}
  - {name: faults_fixed, type: "integer", zh: "按时修复数", en: "of them repaired in time"}
  - {name: requests_served, type: "integer", zh: "依规调阅服务次数", en: "lawful requests for recordings served"}
  - {name: helped, type: "integer", zh: "服务求助次数", en: "calls for help served"}
*/
select
  area_code,
  stat_date,
  system,
  installed,
  online,
  @optional(faults, integer),
  @optional(faults_fixed, integer),
  @optional(requests_served, integer),
  @optional(helped, integer)
from device_ops_day
