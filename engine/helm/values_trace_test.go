package helm

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hardening-gate/engine/trace"
)

// shown lists the values behind each piece of a chart's documents, as "text printed: path, path".
func shown(t *testing.T, files map[string]string) []string {
	t.Helper()
	request := requestFor(files)
	rendering, err := Render(request)
	if err != nil {
		t.Fatal(err)
	}
	traces, err := Trace(TraceRequest{Request: request})
	if err != nil {
		t.Fatal(err)
	}
	texts := textsOf(rendering)
	found := []string{}
	for _, document := range traces.Documents {
		pieces := piecesOf(traces, document, texts[document.Template])
		for index, piece := range pieces {
			values := document.Pieces[4*index+3]
			if values < 0 {
				continue
			}
			paths := []string{}
			for _, path := range traces.Values[values] {
				paths = append(paths, strings.Trim(fmt.Sprint(path), "[]"))
			}
			found = append(found, strings.TrimSpace(piece.text)+": "+strings.Join(paths, ", "))
		}
	}
	return found
}

const valuesOfShop = `
name: web
image: {registry: r.io, repo: shop/web, tag: "1.2", empty: ""}
flag: true
port: 80
list: [{name: one, port: 1}, {name: two, port: 2}]
env: {B: b-value, A: a-value}
block: {x: {z: [1, 2]}}
"dotted.key": dotted
which: env
global: {zone: z1}
`

func TestTheValuesBehindActions(t *testing.T) {
	cases := []struct {
		name, template string
		expected       []string
	}{
		{"fields", "a: {{ .Values.name }} {{ $.Values.port }} {{ (.Values.image).tag | quote }}", []string{"web: name", "80: port", `"1.2": image tag`}},
		{"an image", `i: {{ printf "%s/%s:%s" .Values.image.registry .Values.image.repo .Values.image.tag }}`,
			[]string{"r.io/shop/web:1.2: image tag, image repo, image registry"}},
		{"defaults", `a: {{ .Values.none | default .Values.name }} {{ default "x" .Values.image.empty }} {{ default "y" .Values.port }}`,
			[]string{"web: name", "80: port"}},
		{"not from values", "a: {{ .Release.Name }} {{ .Chart.Name }} {{ .Capabilities.KubeVersion.Major }} {{ 1 }}", []string{}},
		{"with", "{{ with .Values.image }}a: {{ .tag }} {{ $.Values.name }}{{ end }}", []string{"1.2: image tag", "web: name"}},
		{"with and a variable", "{{ with $i := .Values.image }}a: {{ $i.tag }} {{ .repo }}{{ end }}", []string{"1.2: image tag", "shop/web: image repo"}},
		{"else with", "{{ with .Values.none }}{{ else with .Values.image }}a: {{ .tag }}{{ end }}", []string{"1.2: image tag"}},
		{"range over a list", "{{ range .Values.list }}{{ .name }}={{ .port }} {{ end }}",
			[]string{"one: list 0 name", "1: list 0 port", "two: list 1 name", "2: list 1 port"}},
		{"range with an index", "{{ range $i, $e := .Values.list }}{{ $i }}{{ $e.name }} {{ end }}", []string{"0: list 0", "one: list 0 name", "1: list 1", "two: list 1 name"}},
		{"range over a map", "{{ range $k, $v := .Values.env }}{{ $k }}: {{ $v }}\n{{ end }}", []string{"A: env A", "a-value: env A", "B: env B", "b-value: env B"}},
		{"ranges in ranges", "{{ range $e := .Values.list }}{{ range $k, $v := $.Values.env }}{{ $e.port }}{{ $v }} {{ end }}{{ end }}",
			[]string{"1: list 0 port", "a-value: env A", "1: list 0 port", "b-value: env B", "2: list 1 port", "a-value: env A", "2: list 1 port", "b-value: env B"}},
		{"continue and break", "{{ range .Values.list }}{{ if eq .name \"one\" }}{{ continue }}{{ end }}{{ .port }}{{ break }}{{ end }}{{ range .Values.list }}{{ .name }}{{ end }}",
			[]string{"2: list 1 port", "one: list 0 name", "two: list 1 name"}},
		{"blocks", "a:\n{{ toYaml .Values.block | indent 2 }}", []string{"x:\n    z:\n    - 1\n    - 2: block"}},
		{"variables", "{{ $x := .Values.name }}{{ $y := $x }}a: {{ $y }}{{ $x = .Values.port }} {{ $x }}", []string{"web: name", "80: port"}},
		{"variables of branches", "{{ $x := .Values.name }}{{ if .Values.flag }}{{ $x = .Values.port }}{{ else }}{{ $x = .Values.which }}{{ end }}a: {{ $x }}", []string{"80: port"}},
		{"variables of inner blocks", "{{ $x := .Values.name }}{{ if true }}{{ $x := .Values.port }}{{ $x = .Values.which }}{{ end }}a: {{ $x }}", []string{"web: name"}},
		{"keys", `a: {{ index .Values "dotted.key" }} {{ get .Values.env "A" }} {{ index .Values.list 1 "name" }} {{ (index .Values .Values.which).B }} {{ (first .Values.list).name }} {{ dig "x" "z" "d" .Values.block }}`,
			[]string{"dotted: dotted.key", "a-value: env A", "two: list 1 name", "b-value: env B", "one: list 0 name", "[1 2]: block x z"}},
		{"flags", "a: {{ not .Values.flag }} {{ ternary 1 2 .Values.flag }} {{ eq .Values.name \"other\" }}", []string{"false: flag", "1: flag", "false: name"}},
		{"conditions", "{{ if .Values.flag }}a: true{{ else }}b: 1{{ end }}{{ if .Values.none }}{{ else }} c: 1{{ end }}", []string{"a: true: flag"}},
		{"includes", `{{ define "i" }}{{ .image.tag }} {{ .context.Values.name }} {{ $.other }}{{ end }}a: {{ include "i" (dict "image" .Values.image "context" $ "other" .Values.port) }}`,
			[]string{"1.2: image tag", "web: name", "80: port"}},
		{"includes in includes", `{{ define "i" }}{{ include "j" (dict "v" .v "c" .) }}{{ end }}{{ define "j" }}{{ .v }} {{ .c.v }}{{ end }}{{ range .Values.list }}{{ include "i" (dict "v" .port) }}{{ end }}`,
			[]string{"1: list 0 port", "1: list 0 port", "2: list 1 port", "2: list 1 port"}},
		{"includes of lists", `{{ define "i" }}{{ index . 1 }}{{ end }}a: {{ include "i" (list $ .Values.name) }}`, []string{"web: name"}},
		{"templates", `{{ define "i" }}{{ .tag }}{{ end }}a: {{ template "i" .Values.image }}`, []string{"1.2: image tag"}},
		{"merged", `a: {{ (merge (dict "tag" "x") .Values.image).repo }} {{ (merge dict .Values.image).tag }}`, []string{"shop/web: image repo", "1.2: image tag"}},
		{"a recursion", `{{ define "r" }}{{ .v }}{{ if lt .n 3 }}{{ include "r" (dict "n" (add 1 .n) "v" .v) }}{{ end }}{{ end }}a: {{ include "r" (dict "n" 1 "v" .Values.name) }}`,
			[]string{"web: name", "web: name", "web: name"}},
		{"an explosion", strings.Repeat(`{{ $x := dict }}`, 1) + `{{ $x0 := dict "a" .Values.name }}` + explosion(30) + `a: {{ len $x30 }} {{ .Values.name }}`, []string{"web: name"}},
	}
	for _, one := range cases {
		t.Run(one.name, func(t *testing.T) {
			found := shown(t, map[string]string{"values.yaml": valuesOfShop, "templates/a.yaml": one.template})
			if !slices.Equal(found, one.expected) {
				t.Errorf("%q instead of %q", found, one.expected)
			}
		})
	}
}

func explosion(times int) string {
	text := ""
	for index := range times {
		text += fmt.Sprintf(`{{ $x%d := dict "a" $x%d "b" $x%d }}`, index+1, index, index)
	}
	return text
}

func TestTheValuesOfSubcharts(t *testing.T) {
	found := shown(t, map[string]string{
		"Chart.yaml":                              "apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n- {name: db, version: 1.x, alias: one}\n- {name: db, version: 1.x, alias: two}\n",
		"values.yaml":                             "global: {zone: z1}\none: {v: first}\ntwo: {inner: {w: deep}}\n",
		"templates/a.yaml":                        "a: {{ .Values.one.v }}\n",
		"charts/db/Chart.yaml":                    "apiVersion: v2\nname: db\nversion: 1.0.0\n",
		"charts/db/values.yaml":                   "v: own\n",
		"charts/db/templates/b.yaml":              "v: {{ .Values.v }} {{ .Values.global.zone }}\n",
		"charts/db/charts/inner/Chart.yaml":       "apiVersion: v2\nname: inner\nversion: 1.0.0\n",
		"charts/db/charts/inner/values.yaml":      "w: shallow\n",
		"charts/db/charts/inner/templates/c.yaml": "w: {{ .Values.w }}\n",
	})
	expected := []string{
		"shallow: one inner w", "first: one v", "z1: global zone",
		"deep: two inner w", "own: two v", "z1: global zone", "first: one v",
	}
	if !slices.Equal(found, expected) {
		t.Errorf("%q instead of %q", found, expected)
	}
}

// changed returns the values with another one at a path; nil where that is no leaf.
func changed(values map[string]any, path trace.Path) map[string]any {
	text, _ := json.Marshal(values)
	copied := map[string]any{}
	_ = json.Unmarshal(text, &copied)
	var change func(value any, path trace.Path) any
	change = func(value any, path trace.Path) any {
		if len(path) == 0 {
			switch value := value.(type) {
			case string:
				return "x" + value
			case bool:
				return !value
			case float64:
				return value*2 + 1
			}
			return nil
		}
		switch value := value.(type) {
		case map[string]any:
			inner := change(value[path[0].(string)], path[1:])
			if inner == nil {
				return nil
			}
			value[path[0].(string)] = inner
		case []any:
			inner := change(value[path[0].(int)], path[1:])
			if inner == nil {
				return nil
			}
			value[path[0].(int)] = inner
		}
		return value
	}
	if change(copied, path) == nil {
		return nil
	}
	return copied
}

// Changes each leaf that the trace names, and looks whether the line that it should stand behind changes too.
func TestChangedValuesChangeTheirLines(t *testing.T) {
	folder := os.Getenv("TRACE_CHARTS")
	if folder == "" {
		folder = "../../__tests__/conformance/parity/charts"
	}
	charts, _ := filepath.Glob(filepath.Join(folder, "*"))
	tried, seen, moved, dynamic, mapped := 0, 0, 0, 0, 0
	for _, chart := range charts {
		if filepath.Base(chart) == "random" {
			continue
		}
		request := requestOf(t, chart)
		rendering, err := Render(request)
		if err != nil || rendering.Chart.Type == "library" {
			continue
		}
		traces, err := Trace(TraceRequest{Request: request})
		if err != nil {
			t.Fatal(err)
		}
		prepared, err := prepare(request)
		if err != nil {
			t.Fatal(err)
		}
		values := valuesOf(prepared)
		before := textsOf(rendering)
		done := map[string]bool{}
		for _, document := range traces.Documents {
			text := before[document.Template]
			line := 0
			for index, piece := range piecesOf(traces, document, text) {
				start := line + strings.Count(piece.text[:len(piece.text)-len(strings.TrimLeft(piece.text, " \r\n"))], "\n")
				line += strings.Count(piece.text, "\n")
				number := document.Pieces[4*index+3]
				if piece.action && strings.TrimSpace(piece.text) != "" {
					dynamic++
					if number >= 0 {
						mapped++
					}
				}
				if number < 0 || !piece.action || done[fmt.Sprint(number, piece.printer)] {
					continue
				}
				done[fmt.Sprint(number, piece.printer)] = true
				other := changed(values, traces.Values[number][0])
				if other == nil {
					continue
				}
				override, _ := json.Marshal(other)
				again := request
				again.Values = []ValuesText{{Path: "all", Text: string(override)}}
				again.Set, again.SetString = nil, nil
				after, err := Render(again)
				if err != nil {
					continue
				}
				tried++
				old, new := strings.Split(text, "\n"), strings.Split(textsOf(after)[document.Template], "\n")
				switch {
				case len(old) != len(new):
					moved++
				case old[start] != new[start]:
					seen++
				default:
					t.Logf("%s: %q %q stays with another %v", filepath.Base(chart), piece.text, old[start], traces.Values[number])
				}
			}
		}
	}
	t.Logf("%d actions printed, %d with values; of %d values changed, %d changed their line and %d the number of lines", dynamic, mapped, tried, seen, moved)
	if (seen+moved)*100 < tried*99 && os.Getenv("TRACE_CHARTS") == "" {
		t.Errorf("of %d values %d changed their line", tried, seen)
	}
}

func TestKeysOfSkippedBlocks(t *testing.T) {
	template := `kind: A
spec:
  {{- with .Values.none }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  other: 1
  {{- end }}
  {{- if and .Values.flag .Values.name }}
  shown: 1
  {{- else if .Values.empty -}}
  x.y/z-0:
  {{- else }}
  last: 1
  {{- end }}
  {{- range .Values.none }}
  loop: {{ . }}
  {{- end }}
`
	request := requestFor(map[string]string{
		"values.yaml": "none: {}\nflag: true\nname: x\nempty: \"\"\n", "templates/a.yaml": template,
	})
	rendering, err := Render(request)
	if err != nil {
		t.Fatal(err)
	}
	traces, err := Trace(TraceRequest{Request: request})
	if err != nil {
		t.Fatal(err)
	}
	found := []string{}
	document := traces.Documents[0]
	for index := 0; index < len(document.Skips); index += 4 {
		site := traces.Sites[4*document.Skips[index+1]:]
		before := rendering.Documents[0].Text[:document.Skips[index]]
		found = append(found, fmt.Sprintf("%s: %v behind %q", template[site[1]:site[2]], traces.Values[document.Skips[index+3]], before[strings.LastIndex(before, "\n")+1:]))
	}
	expected := []string{`securityContext: [[none]] behind "spec:"`, `other: [[none]] behind "spec:"`}
	if !slices.Equal(found, expected) {
		t.Errorf("%q", found)
	}
	other := Request{Files: request.Files, Values: []ValuesText{{Text: "flag: false\n"}}}
	traces, err = Trace(TraceRequest{Request: other})
	if err != nil || len(traces.Documents[0].Skips) != 16 {
		t.Errorf("%v %+v", err, traces)
	}
}
