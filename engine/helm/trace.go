package helm

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	chart "helm.sh/helm/v4/pkg/chart/v2"

	"helm.sh/helm/v4/pkg/chart/common"

	"hardening-gate/engine/failure"
	"hardening-gate/engine/trace"
)

// TraceRequest is a chart that was rendered, and the documents of it to trace.
type TraceRequest struct {
	Request
	// Templates lists documents by their template names; an empty list asks for all.
	Templates []string `json:"templates"`
}

// Traces is the way back from what a chart printed. Numbers refer to lists by index, and offsets count UTF-16 code units; -1 is none.
type Traces struct {
	Files []TracedFile `json:"files"`
	// Sites holds four numbers for each piece of a template: file, start, end, and 1 for an action or 0 for text.
	Sites []int `json:"sites"`
	// Values lists, for an action, the values that it showed, the likeliest first, and for text those of its condition: their paths
	// from the top of the chart's values.
	Values [][]trace.Path `json:"values"`
	// Charts lists the chart and its subcharts with the files of their default values.
	Charts []TracedChart `json:"charts"`
	// Documents lists only what could be traced.
	Documents []TracedDocument `json:"documents"`
}

// TracedFile is a template file.
type TracedFile struct {
	// Path is as in Document.
	Path string `json:"path"`
	// IsPacked says that the path is an archive, which has no lines.
	IsPacked bool `json:"isPacked"`
	// IsVendored says that the file belongs to a dependency from elsewhere, which the next update overwrites.
	IsVendored bool `json:"isVendored"`
}

// TracedChart is a chart with the place of its values.
type TracedChart struct {
	// Section is the path of its values in those of the topmost chart.
	Section []string `json:"section"`
	// Defaults is its values.yaml; the path is empty where it has none.
	Defaults TracedFile `json:"defaults"`
}

// TracedDocument is the trace of one document.
type TracedDocument struct {
	Template string `json:"template"`
	// Length is that of the text, to tell that it is the text that was asked about.
	Length int `json:"length"`
	// Pieces holds four numbers for each: where it starts in the text, the site that printed it, the frame around it, and the
	// values that it showed. A piece reaches to the start of the next one.
	Pieces []int `json:"pieces"`
	// Frames holds two numbers for each action that called a template: its site, and the frame around it.
	Frames []int `json:"frames"`
	// Skips holds four numbers, as Pieces does, for each key that a block did not print: where it would stand, the key in its template as
	// a site, the frame, and the values of the condition.
	Skips []int `json:"skips"`
}

// Trace renders a chart twice, as it is and with marks in its templates, and reads the marks. A document whose marks do not fit is left
// out: nothing of a trace is needed to judge a chart.
func Trace(request TraceRequest) (*Traces, error) {
	release, err := prepare(request.Request)
	if err != nil {
		return nil, err
	}
	tracer := newTracer()
	if release.rendering.Chart.Type == "library" {
		return tracer.traces, nil
	}
	texts, err := release.print(deterministicFunctions())
	if err != nil {
		return nil, templateFailure(err, release.sources)
	}
	marked, err := prepare(request.Request)
	if err != nil {
		return nil, err
	}
	instrumented, err := mark(marked)
	if err != nil {
		return nil, &failure.Failure{Kind: "template", Message: err.Error()}
	}
	functions := deterministicFunctions()
	maps.Copy(functions, instrumented.Functions())
	markedTexts, err := marked.print(functions)
	if err != nil {
		return nil, &failure.Failure{Kind: "template", Message: err.Error()}
	}
	tracer.charts(release.loaded, nil, false, release.sources)
	tracer.values = trace.Values{
		All: valuesOf(release), SectionOf: sections(release.loaded, nil), IsSection: tracer.isSection,
	}
	for _, document := range documents(texts, release.sources) {
		if len(request.Templates) == 0 || slices.Contains(request.Templates, document.Template) {
			tracer.document(document.Template, document.Text, markedTexts[document.Template], release, instrumented)
		}
	}
	return tracer.traces, nil
}

// mark replaces the templates of a chart and its subcharts by marked ones. Aliases of one chart share their templates, so each
// gets a list of its own.
func mark(release *release) (*trace.Instrumented, error) {
	templates := templatesOf(release.loaded)
	sources := make([]trace.Source, len(templates))
	for index, template := range templates {
		sources[index] = trace.Source{Name: template.name, Text: string(template.owner.Templates[template.index].Data)}
	}
	instrumented, err := trace.Instrument(sources)
	if err != nil {
		return nil, err
	}
	lists := map[*chart.Chart][]*common.File{}
	for index, template := range templates {
		if lists[template.owner] == nil {
			lists[template.owner] = slices.Clone(template.owner.Templates)
		}
		original := template.owner.Templates[template.index]
		lists[template.owner][template.index] = &common.File{Name: original.Name, Data: []byte(instrumented.Texts[index])}
	}
	for owner, list := range lists {
		owner.Templates = list
	}
	return instrumented, nil
}

// ownedTemplate is a template of a chart with its full name.
type ownedTemplate struct {
	name  string
	owner *chart.Chart
	index int
}

// templatesOf lists the templates that helm parses: of a library chart only those that print nothing themselves.
func templatesOf(loaded *chart.Chart) []ownedTemplate {
	found := []ownedTemplate{}
	isLibrary := strings.EqualFold(loaded.Metadata.Type, "library")
	for index, template := range loaded.Templates {
		if template == nil || (isLibrary && !strings.HasPrefix(path.Base(template.Name), "_")) {
			continue
		}
		found = append(found, ownedTemplate{path.Join(loaded.ChartFullPath(), template.Name), loaded, index})
	}
	for _, child := range loaded.Dependencies() {
		found = append(found, templatesOf(child)...)
	}
	return found
}

// tracer collects what the traces of several documents share.
type tracer struct {
	traces *Traces
	values trace.Values
	budget *int
	files  map[int]int
	sites  map[int]int
	units  map[int]codeUnits
	lists  map[string]int
}

func newTracer() *tracer {
	return &tracer{
		traces: &Traces{
			Files: []TracedFile{}, Sites: []int{}, Values: [][]trace.Path{}, Charts: []TracedChart{}, Documents: []TracedDocument{},
		},
		budget: trace.Budget(),
		files:  map[int]int{}, sites: map[int]int{}, units: map[int]codeUnits{}, lists: map[string]int{},
	}
}

func valuesOf(release *release) map[string]any {
	values, err := release.values.Table("Values")
	if err != nil {
		return map[string]any{}
	}
	return values.AsMap()
}

// sections finds the section of the chart that a template belongs to.
func sections(loaded *chart.Chart, section []string) func(template string) []string {
	return func(template string) []string {
		for _, child := range loaded.Dependencies() {
			if strings.HasPrefix(template, child.ChartFullPath()+"/") {
				return sections(child, append(slices.Clone(section), child.Name()))(template)
			}
		}
		return section
	}
}

func (t *tracer) isSection(path trace.Path) bool {
	return slices.ContainsFunc(t.traces.Charts, func(one TracedChart) bool {
		return slices.EqualFunc(path, one.Section, func(step any, name string) bool { return step == any(name) })
	})
}

func (t *tracer) charts(loaded *chart.Chart, section []string, isBelowVendored bool, sources *sources) {
	found := TracedChart{Section: append([]string{}, section...), Defaults: TracedFile{IsVendored: isBelowVendored}}
	for _, file := range loaded.Raw {
		if file.Name == "values.yaml" {
			found.Defaults.Path = sources.pathOfData(file.Data)
		}
	}
	found.Defaults.IsPacked = strings.HasSuffix(found.Defaults.Path, ".tgz")
	t.traces.Charts = append(t.traces.Charts, found)
	for _, child := range loaded.Dependencies() {
		t.charts(child, append(slices.Clone(section), child.Name()), isBelowVendored || isDeclaredElsewhere(loaded, child), sources)
	}
}

func (t *tracer) document(name, plain, marked string, release *release, instrumented *trace.Instrumented) {
	if trace.HoldsMarks(plain) {
		return
	}
	stripped, found, ok := instrumented.Resolve(marked)
	if ok && stripped != plain {
		found, ok = found.Align(stripped, plain)
	}
	if !ok {
		return
	}
	units := codeUnitsOf(plain)
	document := TracedDocument{Template: name, Length: units.at(len(plain)), Pieces: []int{}, Frames: []int{}, Skips: []int{}}
	follower := instrumented.Follow(found, t.values, name, t.budget)
	for index, piece := range found.Pieces {
		end := len(plain)
		if index+1 < len(found.Pieces) {
			end = found.Pieces[index+1].Start
		}
		site := t.site(piece.Site, release, instrumented)
		values := t.list(follower.Behind(piece, plain[piece.Start:max(piece.Start, end)]))
		document.Pieces = append(document.Pieces, units.at(piece.Start), site, piece.Frame, values)
	}
	for _, skip := range found.Skips {
		if values := t.list(follower.Conditions(skip)); values >= 0 {
			site := t.site(skip.Site, release, instrumented)
			document.Skips = append(document.Skips, units.at(skip.Start), site, skip.Frame, values)
		}
	}
	for _, frame := range found.Frames {
		document.Frames = append(document.Frames, t.site(frame.Site, release, instrumented), frame.Parent)
	}
	t.traces.Documents = append(t.traces.Documents, document)
}

// list gives a list of values its number in the answer.
func (t *tracer) list(paths []trace.Path) int {
	if len(paths) == 0 {
		return -1
	}
	name := fmt.Sprintf("%q", paths)
	number, ok := t.lists[name]
	if !ok {
		number = len(t.traces.Values)
		t.lists[name] = number
		t.traces.Values = append(t.traces.Values, paths)
	}
	return number
}

// site gives a site its number in the answer, which lists only what is used.
func (t *tracer) site(index int, release *release, instrumented *trace.Instrumented) int {
	if index < 0 {
		return -1
	}
	if known, ok := t.sites[index]; ok {
		return known
	}
	site := instrumented.Sites[index]
	source := instrumented.Sources[site.Source]
	units, ok := t.units[site.Source]
	if !ok {
		units = codeUnitsOf(source.Text)
		t.units[site.Source] = units
	}
	kind := 0
	if site.IsAction {
		kind = 1
	}
	number := len(t.traces.Sites) / 4
	file := t.file(site.Source, source.Name, release)
	t.traces.Sites = append(t.traces.Sites, file, units.at(site.Start), units.at(site.End), kind)
	t.sites[index] = number
	return number
}

func (t *tracer) file(source int, name string, release *release) int {
	if known, ok := t.files[source]; ok {
		return known
	}
	found := release.sources.pathOfTemplate(name)
	t.traces.Files = append(t.traces.Files, TracedFile{
		Path:       found,
		IsPacked:   found == "" || strings.HasSuffix(found, ".tgz"),
		IsVendored: isVendored(release.loaded, name),
	})
	t.files[source] = len(t.traces.Files) - 1
	return t.files[source]
}

// isVendored says whether a template belongs to a dependency that has an address outside of the repository.
func isVendored(loaded *chart.Chart, name string) bool {
	for _, child := range loaded.Dependencies() {
		if !strings.HasPrefix(name, child.ChartFullPath()+"/") {
			continue
		}
		return isDeclaredElsewhere(loaded, child) || isVendored(child, name)
	}
	return false
}

func isDeclaredElsewhere(loaded, child *chart.Chart) bool {
	return slices.ContainsFunc(loaded.Metadata.Dependencies, func(declared *chart.Dependency) bool {
		return declared != nil && declared.Name == child.Name() && isElsewhere(declared.Repository)
	})
}

func isElsewhere(repository string) bool {
	return repository != "" && !strings.HasPrefix(repository, "file:")
}

// codeUnits turns offsets in bytes into offsets in UTF-16 code units; nil stands for a text where both are the same.
type codeUnits []int32

func codeUnitsOf(text string) codeUnits {
	isPlain := true
	for index := range len(text) {
		isPlain = isPlain && text[index] < utf8.RuneSelf
	}
	if isPlain {
		return nil
	}
	units := make(codeUnits, len(text)+1)
	total := int32(0)
	last := 0
	for index, letter := range text {
		for ; last < index; last++ {
			units[last+1] = total
		}
		units[index] = total
		total++
		if letter > 0xFFFF {
			total++
		}
	}
	for ; last < len(text); last++ {
		units[last+1] = total
	}
	return units
}

func (c codeUnits) at(offset int) int {
	if c == nil {
		return offset
	}
	return int(c[offset])
}
