package helm

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// What is hard on a tracer, each as the files of a chart.
func hostile() map[string]map[string]string {
	deep := strings.Repeat("{{ if true }}", 2000) + "a: 1" + strings.Repeat("{{ end }}", 2000)
	calls := ""
	for index := range 18 {
		calls += fmt.Sprintf(`{{ define "c%d" }}{{ include "c%d" (dict "a" . "b" .) }}{{ include "c%d" . }}{{ end }}`, index, index+1, index+1)
	}
	assigned := `{{ $x := .Values.a }}` + strings.Repeat(`{{ if true }}{{ $x = coalesce $x $x }}{{ end }}`, 2000) + "a: {{ $x }}\n"
	inner := ""
	for index := range 300 {
		inner = fmt.Sprintf("{{ if true }}{{ $x = %d }}%s{{ end }}{{ $x = 1 }}", index, inner)
	}
	return map[string]map[string]string{
		"many lines":          {"templates/a.yaml": strings.Repeat("a: {{ .Values.a }}\n", 20_000), "values.yaml": "a: 1\n"},
		"a long loop":         {"templates/a.yaml": "{{ range until 30000 }}\n- {{ . }}: {{ $.Values.a }}{{ end }}", "values.yaml": "a: 1\n"},
		"deep blocks":         {"templates/a.yaml": deep},
		"many calls":          {"templates/a.yaml": calls + `{{ define "c18" }}x{{ end }}a: {{ include "c0" . }}`},
		"assignments":         {"templates/a.yaml": assigned, "values.yaml": "a: 1\n"},
		"nested assignments":  {"templates/a.yaml": "{{ $x := 0 }}" + inner + "a: {{ $x }}\n"},
		"a recursion":         {"templates/a.yaml": `{{ define "r" }}{{ .n }}{{ if lt .n 900 }}{{ include "r" (dict "n" (add1 .n) "v" .) }}{{ end }}{{ end }}a: {{ include "r" (dict "n" 1) }}`},
		"long chains":         {"templates/a.yaml": "a: {{ .Values" + strings.Repeat(".a", 5000) + " }}\n", "values.yaml": "a:\n"},
		"many blanks":         {"templates/a.yaml": "{{ define \"x\" }}" + strings.Repeat(" \n{{ \"\" }}", 20_000) + "{{ end }}a: {{ include \"x\" . | trim }}\n"},
		"braces":              {"templates/a.yaml": strings.Repeat("{ {{- 1 }}\n", 10_000)},
		"marks of its own":    {"templates/a.yaml": "a: ꒐ꀀꀀ ꒑ꀀꀀ ꒒ ꒓ꀀꀀ ꒔ ꒕ {{ .Values.a }}\n", "values.yaml": "a: \"꒒\"\n"},
		"half a mark":         {"templates/a.yaml": "a: {{ \"\\uA490\" }}b\n"},
		"looks at itself":     {"templates/a.yaml": "a: {{ if not .Values.once }}{{ $_ := set .Values \"once\" true }}{{ len (tpl \"{{ include \\\"shop/templates/a.yaml\\\" . }}\" .) }}{{ end }}\n"},
		"calls our functions": {"templates/a.yaml": "{{ define \"f\" }}{{ tpl \"{{ hardeningGateTrim \\\" x \\\" }}\" . }}{{ end }}a: 1\n"},
		"names of ours":       {"templates/a.yaml": "{{ define \"a\\x00marked\" }}b: 1{{ end }}{{ define \"a\" }}c: 1{{ end }}{{ include \"a\" . }}\n{{ include \"a\\x00marked\" . }}\n"},
	}
}

func TestTracingHostileTemplates(t *testing.T) {
	for name, files := range hostile() {
		t.Run(name, func(t *testing.T) {
			request := requestFor(files)
			start := time.Now()
			rendering, err := Render(request)
			if err != nil {
				t.Skip(err.Error()[:min(200, len(err.Error()))])
			}
			plain := time.Since(start)
			start = time.Now()
			traces, err := Trace(TraceRequest{Request: request})
			traced := time.Since(start)
			if err != nil {
				t.Logf("no trace: %v", err)
				traces = &Traces{}
			}
			t.Logf("%v, traced in %v, %d bytes, %d documents, %d numbers", plain, traced, len(rendering.Documents[0].Text), len(traces.Documents), len(traces.Sites))
			if traced > 20*plain+2*time.Second {
				t.Errorf("tracing takes %v, and rendering %v", traced, plain)
			}
		})
	}
}
