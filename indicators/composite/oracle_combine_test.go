package composite

var combineOps = map[string]func(*oracleCase) (outputs, error){}
