package composite

var analyseOps = map[string]func(*oracleCase) (outputs, error){}
