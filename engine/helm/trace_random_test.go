package helm

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// writer makes templates at random. All of them parse, and most of them render.
type writer struct {
	random *rand.Rand
	loops  int
	output strings.Builder
}

func (w *writer) pick(texts ...string) string { return texts[w.random.IntN(len(texts))] }

func (w *writer) open() string  { return w.pick("{{ ", "{{- ", "{{", "{{-\n", "{{- \t") }
func (w *writer) close() string { return w.pick(" }}", " -}}", "}}", "\n-}}", " -}}") }

func (w *writer) expression() string {
	return w.pick(
		".Values.a", "$.Values.b", `"text"`, "`{{ raw }}`", "1", "-2.50", "'x'", "true", `"}}"`, ".Values.none", "$v", "(list 1 2 | len)",
		`printf "%s|%d" .Values.a 3`, ".Values.list | toYaml | nindent 2", "$.Values.list | toJson", `include "d1" $`,
		`include "d2" $ | nindent 4`, `include "d1" $ | trim | quote`, `include "d2" . | trim | indent 2 | squote`,
		`include "d1" $ | sha256sum`, `include (print "d" 1) $ | trim`, `tpl "{{ .Values.a }}{{ include \"d1\" . }}" $`, `$.Values.a | quote`,
		`ternary "x" "y" (eq (include "d1" $) "q")`, `/* no comment */ 1`[3:4]+"1", `template "d2" $`,
	)
}

func (w *writer) text() string {
	return w.pick("a: b\n", "  - c\n", "{", "}", "}}", "\r\n", "\n\n", "\t", " ", "é𝒳 ", "# x\n", "\"", "{\"j\": 1}", "|\n  block\n", "k: ", "- ", ": ", "<no value>", "ꀀ")
}

func (w *writer) block(depth int) {
	for range 1 + w.random.IntN(4) {
		switch choice := w.random.IntN(14); {
		case choice < 5:
			w.output.WriteString(w.text())
		case choice < 9 || depth == 0:
			w.output.WriteString(w.open() + w.expression() + w.close())
		case choice == 9:
			w.output.WriteString(w.pick("{{/* c {{ x }} */}}", "{{- /* c */ -}}", "{{- /*\n*/}}"))
		case choice == 10:
			w.output.WriteString(w.open() + w.pick("$v := ", "$v = ", "$w := ") + ".Values.a" + w.close())
		case choice == 11 && w.loops > 0:
			w.output.WriteString("{{ if " + w.pick("true", "false", ".Values.none") + " }}" + w.pick("{{ break }}", "{{- continue -}}") + "{{ end }}")
		default:
			w.branch(depth - 1)
		}
	}
}

func (w *writer) branch(depth int) {
	word := w.pick("if", "with", "range", "range $i, $v :=", "range $v :=", "with $v :=")
	isLoop := strings.HasPrefix(word, "range")
	subject := w.pick(".Values.list", "$.Values.map", "$.Values.a", ".Values.none", "$.Values.list")
	if isLoop {
		subject = w.pick("$.Values.list", "$.Values.map", "(list)", "3", "$.Values.none")
		w.loops++
	}
	w.output.WriteString(w.open() + word + " " + subject + w.close())
	w.block(depth)
	if isLoop {
		w.loops--
	}
	if w.random.IntN(3) == 0 {
		w.output.WriteString(w.open() + "else" + w.close())
		w.block(depth)
	}
	w.output.WriteString(w.open() + "end" + w.close())
}

func (w *writer) template(depth int) string {
	w.output.Reset()
	w.block(depth)
	return w.output.String()
}

// However templates are put together, their marks come off without a trace.
func TestTracingTemplatesMadeAtRandom(t *testing.T) {
	rendered, traced, aligned := 0, 0, 0
	for seed := range 3000 {
		w := &writer{random: rand.New(rand.NewPCG(1, uint64(seed)))}
		definitions := ""
		for index, depth := range []int{1, 0} {
			body := strings.NewReplacer(`include "d1" $`, "1", `include "d2" $`, "2", `include "d2" .`, "2", "include (print \"d\" 1) $", `"3"`, `include \"d1\" .`, `.Values.a`, `template "d2" $`, "4").Replace(w.template(depth))
			definitions += fmt.Sprintf("%sdefine \"d%d\"%s{{ $v := 0 }}%s%send%s", w.open(), index+1, w.close(), body, w.open(), w.close())
		}
		files := map[string]string{
			"values.yaml":            "a: text\nb: {c: 1}\nlist: [x, {y: 1}]\nmap: {k: v, l: [1]}\n",
			"templates/_d.tpl":       definitions,
			"templates/a.yaml":       w.pick("", "\uFEFF") + "{{ $v := 0 }}" + w.template(3),
			"templates/b/other.yaml": "{{ $v := 0 }}" + w.template(2),
		}
		request := requestFor(files)
		rendering, err := Render(request)
		if err != nil {
			continue
		}
		traces, err := Trace(TraceRequest{Request: request})
		if err != nil {
			t.Fatalf("%d: %v\n%q", seed, err, files)
		}
		texts := textsOf(rendering)
		rendered += len(rendering.Documents)
		traced += len(traces.Documents)
		for _, document := range traces.Documents {
			nobody := 0
			for _, piece := range piecesOf(traces, document, texts[document.Template]) {
				if piece.file == "" && strings.TrimSpace(piece.text) != "" {
					nobody++
				}
			}
			if nobody > 0 {
				aligned++
			}
		}
	}
	t.Logf("%d documents, %d traced, %d with pieces of nobody", rendered, traced, aligned)
	if rendered < 1000 || traced*1000 < rendered*999 || aligned > 0 {
		t.Error("not every document is traced")
	}
}
