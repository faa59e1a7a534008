package helm

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// chartFiles makes a chart "shop" of the files given.
func chartFiles(files map[string]string) []File {
	if files["Chart.yaml"] == "" {
		files["Chart.yaml"] = "apiVersion: v2\nname: shop\nversion: 1.0.0\n"
	}
	found := []File{}
	for path, text := range files {
		found = append(found, File{Path: path, Bytes: []byte(text)})
	}
	return found
}

func requestFor(files map[string]string) Request { return Request{Files: chartFiles(files)} }

// A piece of a document with what printed it.
type tracedPiece struct {
	text string
	printer
}

// A piece of a template. Aliases of one chart print with the same one.
type printer struct {
	file       string
	start, end int
	action     bool
}

func piecesOf(traces *Traces, document TracedDocument, text string) []tracedPiece {
	letters := utf16.Encode([]rune(text))
	found := []tracedPiece{}
	for index := 0; index < len(document.Pieces); index += 4 {
		end := len(letters)
		if index+4 < len(document.Pieces) {
			end = document.Pieces[index+4]
		}
		piece := tracedPiece{text: string(utf16.Decode(letters[document.Pieces[index]:end]))}
		if number := document.Pieces[index+1]; number >= 0 {
			site := traces.Sites[4*number:]
			piece.printer = printer{traces.Files[site[0]].Path, site[1], site[2], site[3] == 1}
		}
		found = append(found, piece)
	}
	return found
}

const token = "tOkEn"

// change edits a template at a site: a text gets a token before its first letter, an action prints the token alone.
func change(request Request, piece tracedPiece) Request {
	files := slices.Clone(request.Files)
	for index, file := range files {
		if file.Path != piece.file {
			continue
		}
		text := strings.TrimPrefix(string(file.Bytes), byteOrderMark)
		mark := strings.Repeat(byteOrderMark, min(1, len(string(file.Bytes))-len(text)))
		letters := utf16.Encode([]rune(text))
		before, inside := string(utf16.Decode(letters[:piece.start])), string(utf16.Decode(letters[piece.start:piece.end]))
		after := string(utf16.Decode(letters[piece.end:]))
		if piece.action {
			start, end := "{{", "}}"
			if strings.HasPrefix(inside, "{{-") {
				start = "{{- "
			}
			if strings.HasSuffix(inside, "-}}") {
				end = " -}}"
			}
			inside = start + `"` + token + `"` + end
		} else {
			inside = token + inside
		}
		files[index].Bytes = []byte(mark + before + inside + after)
	}
	request.Files = files
	return request
}

// expectation is what a document must become after a change.
func expectation(pieces []tracedPiece, changed tracedPiece) string {
	var output strings.Builder
	for _, piece := range pieces {
		switch {
		case piece.printer != changed.printer:
			output.WriteString(piece.text)
		case piece.action:
			output.WriteString(token)
		default:
			output.WriteString(token + piece.text)
		}
	}
	return output.String()
}

type counts struct{ lines, mapped, tried, exact, loose, failed int }

// roundTrip changes the sites of a chart's documents one after the other and compares what the chart prints then.
func roundTrip(t *testing.T, request Request, every int) counts {
	t.Helper()
	rendering, err := Render(request)
	if err != nil {
		t.Skip(err)
	}
	traces, err := Trace(TraceRequest{Request: request})
	if err != nil {
		t.Fatal(err)
	}
	texts := textsOf(rendering)
	traced := map[string][]tracedPiece{}
	for _, document := range traces.Documents {
		traced[document.Template] = piecesOf(traces, document, texts[document.Template])
	}
	var total counts
	seen := map[printer]bool{}
	samples := []tracedPiece{}
	for _, document := range rendering.Documents {
		if document.Kind != "template" {
			continue
		}
		pieces, ok := traced[document.Template]
		if !ok {
			t.Errorf("%s has no trace", document.Template)
			continue
		}
		mapped := map[int]bool{}
		line := 0
		for _, piece := range pieces {
			for index, part := range strings.SplitAfter(piece.text, "\n") {
				if index > 0 {
					line++
				}
				if strings.TrimSpace(part) == "" {
					continue
				}
				if piece.file != "" {
					mapped[line] = true
				} else {
					t.Errorf("%s: nobody printed %q", document.Template, part)
				}
			}
			if piece.file != "" && strings.TrimSpace(piece.text) != "" && !seen[piece.printer] && !strings.HasSuffix(piece.file, ".tgz") {
				seen[piece.printer] = true
				samples = append(samples, piece)
			}
		}
		for index, part := range strings.Split(document.Text, "\n") {
			if strings.TrimSpace(part) != "" {
				total.lines++
				if mapped[index] {
					total.mapped++
				}
			}
		}
	}
	for index, sample := range samples {
		if index%every != 0 {
			continue
		}
		total.tried++
		after, err := Render(change(request, sample))
		if err != nil {
			total.loose++
			continue
		}
		changed := textsOf(after)
		isExact, hasToken := true, false
		for template, pieces := range traced {
			hasToken = hasToken || strings.Contains(changed[template], token)
			if changed[template] != expectation(pieces, sample) {
				isExact = false
			}
		}
		switch {
		case isExact:
			total.exact++
		case hasToken:
			total.loose++
			if os.Getenv("TRACE_VERBOSE") != "" {
				t.Logf("loose: %+v", sample)
			}
		default:
			total.failed++
			t.Errorf("a change of %+v is not seen", sample)
		}
	}
	return total
}

func textsOf(rendering *Rendering) map[string]string {
	texts := map[string]string{}
	for _, document := range rendering.Documents {
		texts[document.Template] = document.Text
	}
	return texts
}

const helpers = `{{/* Labels. */}}
{{- define "shop.labels" -}}
app: {{ .Chart.Name }}
release: {{ .Release.Name | quote }}
{{- end }}
{{ define "shop.block" }}

a:
  b: {{ .Values.b }}

{{ end }}
`

var nasty = map[string]map[string]string{
	"control": {
		"values.yaml": "a: 1\nlist: [x, y]\nmap: {k: v, l: w}\nb: 3\n",
		"templates/a.yaml": `kind: A
{{- if .Values.none }}
no: 1
{{- else if .Values.a }}
yes: {{ .Values.a }}
{{- else }}
never: 1
{{- end }}
{{ with .Values.none }}x: 1{{ else with .Values.b }}b: {{ . }}{{ end }}
list:
{{- range $i, $e := .Values.list }}
  - name: {{ $e }}
    index: {{ $i }}
    root: {{ $.Release.Name }}
{{- end }}
{{- range $k, $v := .Values.map }}
{{ $k }}: {{ $v }}
{{- else }}
empty: true
{{- end }}
{{- range until 9 }}{{ if eq . 2 }}{{ continue }}{{ end }}{{ if gt . 4 }}{{ break }}{{ end }}
n{{ . }}: {{ . }}
{{- end }}
{{- range 3 }}
i{{ . }}: 1
{{- end }}
`},
	"includes": {
		"values.yaml":             "b: 3\n",
		"templates/_helpers.tpl":  helpers,
		"templates/_override.tpl": `{{ define "shop.over" }}o: 1{{ end }}`,
		"templates/z/_later.tpl":  `{{ define "shop.over" }}o: 2{{ end }}`,
		"templates/a.yaml": `kind: A
labels:
  {{- include "shop.labels" . | nindent 2 }}
indented:
{{ include "shop.labels" . | indent 2 }}
trimmed:
  {{- include "shop.block" . | trim | nindent 2 }}
over: {{ include "shop.over" . }}
quoted: {{ include "shop.over" . | quote }}
template:
  x: {{ template "shop.over" . }}
block: {{ block "shop.made" .Values }}made: {{ .b }}{{ end }}
sum: {{ include "shop.labels" . | sha256sum }}
parsed: {{ (include "shop.labels" . | fromYaml).app }}
{{- $text := include "shop.labels" . }}
size: {{ len $text }}
upper: {{ include "shop.labels" . | upper | quote }}
{{- $name := "shop.labels" }}
dynamic:
  {{- include $name (dict "Chart" .Chart "Release" .Release) | nindent 2 }}
same: {{ eq (include "shop.over" .) "o: 2" }}
`},
	"checksums": {
		"templates/cm.yaml": "kind: ConfigMap\ndata:\n  a: b\n",
		"templates/a.yaml": `kind: A
sum: {{ include (print $.Template.BasePath "/cm.yaml") . | sha256sum }}
fixed: {{ include "shop/templates/cm.yaml" . | sha256sum }}
shown: |
  {{- include (print .Template.BasePath "/cm.yaml") . | nindent 2 }}
inner: {{ include "shop.sum" . }}
{{- define "shop.sum" }}{{ include (print $.Template.BasePath "/cm.yaml") . | sha256sum }}{{ end }}
`},
	"letters": {
		"values.yaml":      "name: grün\nwide: \"𝒳\"\n",
		"templates/a.yaml": "\uFEFFkind: Ä\nname: {{ .Values.name }} # 𝒳 {{ .Values.wide }}-ü\n\tb: {{ \"}}\" }}{{ `{{ raw }}` }}{{ '}' }}\nlast: {{ .Values.name | upper }}é",
	},
	"line endings": {
		"values.yaml":      "a: 1\r\nb:\r\n  c: 2\r\n",
		"templates/a.yaml": "kind: A\r\n{{- if .Values.a }}\r\na: {{ .Values.a }}\r\n{{- end }}\r\nb:\r\n{{ toYaml .Values.b | indent 2 }}\r\n",
	},
	"braces": {
		"values.yaml": "a: 1\nb: {x: 1, y: [1, 2]}\n",
		"templates/a.yaml": "kind: A\njson: {\"a\": { {{- .Values.a -}} : 1}, \"b\": {{ .Values.b | toJson }}}\nopen: '{ {{- \"x\" }}'\n" +
			"{{\n  .Values.a\n}}: at line end\nraw: {{ `\n  {{ x }}\n` | quote }}\ncomment: {{- /* {{ x }} */ -}} 1\n" +
			"multi: {{ printf \"%s-%s\"\n  \"a\"\n  \"b\" }}\nblock: |\n  {{ .Values.a }} text\n  more { {{ .Values.a }} }\nneg: {{ -1 }} {{ 'a' }} {{ 0x1F }} {{ 1.50 }} {{ true }}\n",
	},
	"values in text": {
		"values.yaml": "tpl: |\n  x: {{ .Release.Name }}\n  {{ include \"shop.one\" . }}\nmap: {b: {c: [1, {d: 2}]}}\nnothing: null\n",
		"templates/a.yaml": `kind: A
{{ define "shop.one" }}one: {{ .Release.Name }}{{ end }}
{{- tpl .Values.tpl . | nindent 0 }}
map:
  {{- toYaml .Values.map | nindent 2 }}
none: {{ .Values.nothing }}
missing: {{ .Values.a }}
{{- with .Values.map }}
{{- with .b }}
{{- range $i, $_ := .c }}
c{{ $i }}: {{ kindOf . }} {{ $.Release.Name }}
{{- end }}
{{- end }}
{{- end }}
{{- $x := 1 }}
{{- if true }}{{ $x = 2 }}{{ end }}
x: {{ $x }}
set: {{ set .Values "later" "now" | len }}
later: {{ .Values.later }}
`,
		"templates/b.yaml": "kind: B\nlater: {{ .Values.later | default \"unset\" }}\n",
	},
	"subcharts": {
		"Chart.yaml":                                 "apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n- {name: db, version: 1.x, alias: one}\n- {name: db, version: 1.x, alias: two}\n- {name: common, version: 1.x, repository: 'https://example.com'}\n",
		"values.yaml":                                "global: {g: 1}\none: {v: 1}\ntwo: {v: 2, inner: {w: 3}}\n",
		"templates/a.yaml":                           "kind: A\n{{ include \"common.labels\" (dict \"name\" \"x\" \"context\" $) }}\n",
		"charts/common/Chart.yaml":                   "apiVersion: v2\nname: common\nversion: 1.0.0\ntype: library\n",
		"charts/common/templates/_labels.tpl":        "{{- define \"common.labels\" }}\nlabel: {{ .name }}\nchart: {{ .context.Chart.Name }}\n{{- end }}\n",
		"charts/db/Chart.yaml":                       "apiVersion: v2\nname: db\nversion: 1.0.0\n",
		"charts/db/values.yaml":                      "v: 0\n",
		"charts/db/templates/b.yaml":                 "kind: B\nv: {{ .Values.v }}\ng: {{ .Values.global.g }}\n{{ include \"common.labels\" (dict \"name\" \"y\" \"context\" $) }}\n",
		"charts/db/charts/inner/Chart.yaml":          "apiVersion: v2\nname: inner\nversion: 1.0.0\n",
		"charts/db/charts/inner/values.yaml":         "w: 1\n",
		"charts/db/charts/inner/templates/c.yaml":    "kind: C\nw: {{ .Values.w }}\nname: {{ .Chart.Name }}\n",
		"charts/db/charts/inner/templates/NOTES.txt": "Hello.\n",
	},
}

// What a change of these alters at a second place, as it must: text that is hashed, measured or compared.
var loose = map[string]int{"includes": 5, "checksums": 3, "values in text": 1}

func TestTheTraceOfNastyTemplates(t *testing.T) {
	for name, files := range nasty {
		t.Run(name, func(t *testing.T) {
			found := roundTrip(t, requestFor(files), 1)
			if found.lines == 0 || found.mapped != found.lines || found.loose > loose[name] {
				t.Errorf("%+v", found)
			}
			t.Logf("%+v", found)
		})
	}
}

// Charts of a folder, for measurements: TRACE_CHARTS names it.
func TestTheTraceOfCharts(t *testing.T) {
	folder := os.Getenv("TRACE_CHARTS")
	if folder == "" {
		folder = "../../__tests__/conformance/parity/charts"
	}
	charts, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(charts) == 0 {
		t.Fatal("no charts", err)
	}
	for _, chart := range charts {
		t.Run(filepath.Base(chart), func(t *testing.T) {
			found := roundTrip(t, requestOf(t, chart), 1)
			if found.mapped != found.lines {
				t.Errorf("%+v", found)
			}
			t.Logf("%+v", found)
		})
	}
}

func requestOf(t *testing.T, folder string) Request {
	t.Helper()
	var wanted struct {
		Request
		Values []string `json:"values"`
	}
	root := folder
	if text, err := os.ReadFile(filepath.Join(folder, "case.json")); err == nil {
		if err := json.Unmarshal(text, &wanted); err != nil {
			t.Fatal(err)
		}
		root = filepath.Join(folder, "chart")
	}
	request := wanted.Request
	for _, path := range wanted.Values {
		text, err := os.ReadFile(filepath.Join(folder, path))
		if err != nil {
			t.Fatal(err)
		}
		request.Values = append(request.Values, ValuesText{Path: path, Text: string(text)})
	}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		inner, _ := filepath.Rel(root, path)
		request.Files = append(request.Files, File{Path: filepath.ToSlash(inner), Bytes: text})
		return err
	})
	if err != nil {
		t.Fatal(fmt.Errorf("cannot read %s: %w", folder, err))
	}
	return request
}
