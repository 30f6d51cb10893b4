/* @anlan
name: fct_device_day
zh: 社会治理设备运行日汇总（按现行区划）
en: "Operation of devices by day, on today's boundaries"
grain: one township, day and system
owner: 市公安局
depends: [stg_device_ops_day, dim_area_bridge]
columns:
  - {name: area_code, type: "varchar", zh: "乡镇街道代码", en: "area today: that of the successor where the area has ended"}
  - {name: stat_date, type: "date", zh: "日期", en: "day reported"}
  - {name: system, type: "varchar", zh: "系统", en: "system the devices belong to (CL_DEVICE)"}
  - {name: installed, type: "integer", zh: "安装数", en: "devices installed"}
  - {name: online, type: "integer", zh: "在线数", en: "of them online"}
  - {name: faults, type: "integer", zh: "故障数", en: "faults that arose"}
  - {name: faults_fixed, type: "integer", zh: "按时修复数", en: "of them repaired in time"}
  - {name: requests_served, type: "integer", zh: "依规调阅服务次数", en: "lawful requests for recordings served"}
  - {name: helped, type: "integer", zh: "服务求助次数", en: "calls for help served"}
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_device_ops_day s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
select
  today_code as area_code,
  stat_date,
  system,
  installed,
  online,
  faults,
  faults_fixed,
  requests_served,
  helped,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
