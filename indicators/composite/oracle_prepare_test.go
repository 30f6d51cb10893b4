package composite

var prepareOps = map[string]func(*oracleCase) (outputs, error){}
