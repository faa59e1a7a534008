import { test } from "@jest/globals";
import { compiled } from "./evaluation.js";
test("t", () => { const n = compiled("l.all(a, l.all(b, l.all(c, l.all(d, a + b + c + d >= 0))))", ["l"]); const l = Array.from({length:60},(_,i)=>i);
 for (let i=0;i<2;i++){const t = performance.now(); n.evaluate({l}); console.log(performance.now()-t);}
 const m = compiled("l.all(a, l.all(b, l.all(c, l.all(d, true))))", ["l"]); const t = performance.now(); m.evaluate({l}); console.log("true", performance.now()-t);
 const m2 = compiled("l.all(a, l.all(b, l.all(c, l.all(d, d >= 0))))", ["l"]); const t2 = performance.now(); m2.evaluate({l}); console.log(">=", performance.now()-t2);
});
