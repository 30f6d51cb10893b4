package composite

var methodOps = map[string]func(*oracleCase) (outputs, error){}
