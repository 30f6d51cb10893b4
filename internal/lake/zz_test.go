package lake_test
import ("testing";"time";"fmt";"os")
func TestSess(t *testing.T){
 if os.Getenv("X")=="" {t.Skip()}
 l:=mustLake(t,t.TempDir())
 tx,_:=l.Begin(t.Context(),"")
 s,_:=l.Session(t.Context(),0)
 for i:=range 20 { w:=cases(); w.Name=fmt.Sprintf("t%d",i); if err:=tx.Ensure(t.Context(),w);err!=nil{t.Fatal(err)}
  if _,err:=tx.ReplaceAll(t.Context(),w.Name,s,"SELECT 'DC'||i AS case_id, '6299' AS area_code, (DATE '2021-12-01' + (i % 1800)::INT)::TIMESTAMP AS occurred_at, (i % 977)::DECIMAL(18,2) AS amount, (i % 13)::INT AS n, (i % 101)::DOUBLE AS x, i % 3 = 0 AS open, DATE '2026-01-01' AS day, TIMESTAMP '2026-01-01' AS updated_at, 'b1' AS _batch_id, i::BIGINT AS _source_row FROM range(20000) r(i)");err!=nil{t.Fatal(err)}}
 st:=time.Now(); snap,err:=tx.Commit(t.Context()); if err!=nil{t.Fatal(err)}; t.Log("commit 1200 files",time.Since(st))
 for range 3 { st=time.Now(); s2,err:=l.Session(t.Context(),snap.ID); if err!=nil{t.Fatal(err)}; t.Log("session",time.Since(st))
 for range 3 { st=time.Now(); r,err:=s2.Rows(t.Context(),"select count(*) from t1 join t2 using(case_id) where t1.occurred_at >= timestamp '2026-01-01'"); if err!=nil{t.Fatal(err)}; for r.Next(){}; r.Close(); t.Log("q",time.Since(st))}
 s2.Close() }
}
