package demo

// column is one column of a department's file: its name in the lake and the
// header the department writes.
type column struct{ name, zh string }

// columnsOf gives the columns of a data set in the order of its files, the
// columns about persons included.
func columnsOf(dataset string) []column {
	switch dataset {
	case "area":
		return []column{
			{"area_code", "区划代码"}, {"area_name", "名称"}, {"area_level", "层级"}, {"area_type", "类型"},
			{"parent_code", "上级代码"}, {"stat_code12", "统计用区划代码"}, {"urban_rural", "城乡分类"}, {"households", "户数"},
			{"center_lon", "中心点经度"}, {"center_lat", "中心点纬度"}, {"boundary_ref", "边界文件名"}, {"valid_from", "启用日期"},
			{"valid_to", "停用日期"}, {"successor_code", "承接代码"},
		}
	case "area_profile":
		return []column{
			{"area_code", "区划代码"}, {"stat_month", "统计月份"}, {"resident_pop", "常住人口"}, {"registered_pop", "户籍人口"},
			{"households", "户数"}, {"land_area", "土地面积"}, {"gdp", "地区生产总值"}, {"motor_vehicles", "机动车保有量"},
			{"market_entities", "经营主体数"}, {"village_cnt", "行政村数"}, {"community_cnt", "社区数"},
			{"std_address_cnt", "标准地址数"}, {"house_cnt", "实有房屋数"}, {"unit_cnt", "实有单位数"},
			{"residence_permit_cnt", "居住证办理量"},
		}
	case "department":
		return []column{
			{"dept_code", "单位编码"}, {"dept_name", "单位名称"}, {"uscc", "统一社会信用代码"}, {"area_code", "所属区划"},
			{"dept_level", "层级"}, {"system", "系统"}, {"is_signatory", "是否签订责任书"}, {"is_hotline_unit", "是否12345承办单位"},
			{"is_provider", "是否供数单位"}, {"valid_from", "启用日期"}, {"valid_to", "停用日期"},
		}
	case "dispute_case":
		return []column{
			{"case_id", "纠纷编号"}, {"area_code", "发生地区划"}, {"register_time", "登记时间"}, {"occur_date", "发生日期"},
			{"accept_time", "受理时间"}, {"first_response_time", "首次响应时间"}, {"channel", "来源渠道"}, {"dispute_type", "纠纷类型"},
			{"scale", "事件规模"}, {"risk_level", "风险等级"}, {"party_count", "涉及人数"}, {"unit_count", "涉事单位数"},
			{"amount", "涉及金额"}, {"handle_level", "调处层级"}, {"org_id", "承办调解组织"}, {"dept_code", "责任单位"},
			{"method", "化解方式"}, {"due_time", "化解时限"}, {"close_time", "办结时间"}, {"status", "办理状态"},
			{"is_resolved", "是否化解成功"}, {"is_onsite", "是否随手调"}, {"slip_no", "四联单号"}, {"slip_complete", "四联单是否齐全"},
			{"is_repeat", "是否重复纠纷"}, {"reopen_count", "重启次数"}, {"revisit_time", "回访时间"},
			{"revisit_resolved", "当事人核实结果"}, {"revisit_sat", "当事人满意度"}, {"reject_code", "不予受理原因"},
			{"to_litigation", "是否转入诉讼"}, {"to_criminal", "是否激化为刑事案件"}, {"updated_at", "更新时间"},
			{"party_id_no", "当事人证件号码"}, {"party_name", "当事人姓名"}, {"party_phone", "联系电话"}, {"address_detail", "详细地址"},
			{"summary", "简要情况"},
		}
	case "mediation_case":
		return []column{
			{"mcase_id", "卷宗编号"}, {"dispute_case_id", "关联纠纷编号"}, {"org_id", "调解组织编号"}, {"area_code", "区划代码"},
			{"source", "案件来源"}, {"med_type", "纠纷类型"}, {"is_difficult", "是否疑难复杂"}, {"party_count", "当事人数"},
			{"amount", "涉及金额"}, {"accept_date", "受理日期"}, {"close_date", "结案日期"}, {"result", "调解结果"},
			{"perform_due", "约定履行日"}, {"perform", "履行情况"}, {"confirm_applied", "是否申请司法确认"},
			{"agreement_void", "协议被撤销或确认无效"}, {"revisit_sat", "回访满意度"}, {"party_id_no", "当事人证件号码"},
			{"party_name", "当事人姓名"}, {"mediator_name", "调解员姓名"},
		}
	case "petition_item":
		return []column{
			{"petition_id", "信访事项编号"}, {"area_code", "问题属地区划"}, {"receive_date", "登记日期"}, {"form", "信访形式"},
			{"purpose", "信访目的"}, {"content_code", "内容分类"}, {"is_repeat", "是否重复"}, {"people_band", "涉及人数段"},
			{"handle_type", "办理方式"}, {"dept_code", "责任单位"}, {"accept_due", "受理期限"}, {"accept_date", "受理告知日期"},
			{"reply_due", "答复期限"}, {"reply_date", "答复日期"}, {"is_extended", "是否延期"}, {"outcome", "诉求解决情况"},
			{"sat_dept", "对责任单位评价"}, {"sat_office", "对信访部门评价"}, {"review_applied", "是否申请复查复核"},
			{"review_changed", "复查复核改变原意见"}, {"is_withdrawn", "是否撤回"}, {"is_backlog", "是否积案"},
			{"is_law_related", "是否涉法涉诉"}, {"led_by_leader", "领导接访包案"}, {"by_agent", "是否代办（信访代办制）"},
			{"petitioner_id_no", "信访人证件号码"}, {"petitioner_name", "信访人姓名"}, {"petitioner_phone", "联系电话"},
			{"petitioner_address", "住址"}, {"content", "信访内容"},
		}
	case "hotline_ticket":
		return []column{
			{"ticket_id", "工单编号"}, {"area_code", "诉求地区划"}, {"create_time", "受理时间"}, {"channel", "渠道"},
			{"ticket_type", "诉求类型"}, {"domain", "诉求领域"}, {"merged_line", "源热线"}, {"urgency", "紧急程度"},
			{"is_direct", "是否直接答复办结"}, {"dept_code", "承办单位"}, {"dispatch_time", "派单时间"}, {"sign_time", "签收时间"},
			{"first_contact_time", "首次联系时间"}, {"due_time", "办结时限"}, {"finish_time", "承办办结时间"}, {"close_time", "结案时间"},
			{"returned_count", "退单次数"}, {"extended_count", "延期次数"}, {"redo_count", "重办次数"},
			{"is_reasonable", "诉求是否合理"}, {"is_rejected", "是否不予受理"}, {"is_withdrawn", "是否撤单"}, {"is_repeat", "是否重复诉求"},
			{"revisit_done", "是否回访成功"}, {"resolved", "解决情况"}, {"sat_result", "对结果满意度"}, {"sat_service", "对态度满意度"},
			{"is_whistle", "是否吹哨件"}, {"is_dispute", "是否涉及矛盾纠纷"}, {"case_id", "转出纠纷编号"}, {"updated_at", "更新时间"},
			{"caller_no", "来电号码"}, {"caller_name", "来电人"}, {"address_detail", "详细地址"}, {"content", "诉求内容"},
			{"record_url", "录音地址"},
		}
	case "grid_event":
		return []column{
			{"event_id", "事件编号"}, {"area_code", "网格代码"}, {"report_time", "上报时间"}, {"source", "来源"},
			{"event_type", "事件类型"}, {"event_level", "事件级别"}, {"handle_level", "处置层级"}, {"is_self_handled", "网格内自行处置"},
			{"is_whistle", "是否吹哨"}, {"arrive_due", "报到时限"}, {"arrive_time", "部门报到时间"}, {"dept_code", "处置单位"},
			{"due_time", "处置时限"}, {"finish_time", "处置完成时间"}, {"verify_result", "核查结论"}, {"is_duplicate", "是否重复上报"},
			{"sat", "居民满意度"}, {"case_id", "转出纠纷编号"}, {"reporter_name", "上报人"}, {"photo_url", "照片地址"},
			{"description", "事件描述"}, {"lon_lat", "定位坐标"},
		}
	case "police_stat_day":
		return []column{
			{"area_code", "乡镇街道代码"}, {"stat_date", "日期"}, {"police_cat", "类别"}, {"incidents", "有效警情数"},
			{"responded", "应到场警情数"}, {"responded_in_time", "规定时间内到场数"}, {"filed", "立案（受案）数"}, {"solved", "破案（查结）数"},
			{"transferred_mediation", "移送调解数"}, {"loss", "案损金额"}, {"loss_stopped", "止付挽损金额"},
		}
	case "survey_response":
		return []column{
			{"resp_id", "答卷编号"}, {"wave", "轮次"}, {"survey_date", "调查日期"}, {"area_code", "乡镇街道代码"}, {"mode", "调查方式"},
			{"weight", "样本权重"}, {"q_safe", "总体安全感"}, {"q_night", "夜间独行安全感"}, {"q_peace", "对平安建设满意"},
			{"q_police", "对公安满意"}, {"q_procurator", "对检察满意"}, {"q_court", "对法院满意"}, {"q_justice", "对司法行政满意"},
			{"q_service", "对便民服务满意"}, {"know", "是否知晓平安建设"}, {"participate", "是否参与过"}, {"victim", "近12个月是否受侵害"},
			{"victim_reported", "受侵害后是否报案"}, {"had_problem", "近6个月是否遇到需政府解决的问题或纠纷"},
			{"problem_reported", "是否向任一渠道反映"}, {"problem_resolved", "解决情况"}, {"pressured", "反映后是否受到劝阻或压力"},
			{"afraid", "是否因顾虑而未反映"},
		}
	}
	return nil
}
