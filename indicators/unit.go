package indicators

// UnitEn gives the English name of a unit that frameworks use in Chinese, and
// any other as it is.
func UnitEn(zh string) string {
	names := map[string]string{
		"天": "days", "起": "cases", "件/万人": "per 10,000 residents", "起/万人": "per 10,000 residents", "起/十万人": "per 100,000 residents",
		"人/十万人": "per 100,000 residents", "人/亿元": "per 100m yuan", "人/万车": "per 10,000 vehicles", "件": "cases", "人": "people",
	}
	if en, ok := names[zh]; ok {
		return en
	}
	return zh
}
