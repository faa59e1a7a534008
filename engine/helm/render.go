// Package helm renders a chart as "helm template" does, from files in memory.
package helm

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"text/template"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/engine"

	"hardening-gate/engine/failure"
)

// Request is a chart and how to release it.
type Request struct {
	Files       []File       `json:"files"`
	Values      []ValuesText `json:"values"`
	Set         []string     `json:"set"`
	SetString   []string     `json:"setString"`
	ReleaseName string       `json:"releaseName"`
	Namespace   string       `json:"namespace"`
	KubeVersion string       `json:"kubeVersion"`
	APIVersions []string     `json:"apiVersions"`
	OutputBytes int          `json:"outputBytes"`
}

// File is a regular file, its path relative to the chart's root.
type File struct {
	Path  string `json:"path"`
	Bytes []byte `json:"bytes"`
}

// Rendering is what the chart's templates made.
type Rendering struct {
	Chart     ChartInfo    `json:"chart"`
	Documents []Document   `json:"documents"`
	Missing   []Dependency `json:"missing"`
	Notes     []string     `json:"notes"`
}

// ChartInfo says which chart was rendered.
type ChartInfo struct {
	Name       string `json:"name"`
	Version    string `json:"version"`
	AppVersion string `json:"appVersion"`
	Type       string `json:"type"`
}

// Document is the whole output of one template, or one file of a "crds" folder.
type Document struct {
	// Template is the name as in "# Source:" comments.
	Template string `json:"template"`
	// Path is relative to the chart's root; of an archive in "charts", the archive's.
	Path string `json:"path"`
	Kind string `json:"kind"`
	Text string `json:"text"`
}

// Render renders all templates, hooks and tests included, and adds the files of "crds" folders.
func Render(request Request) (*Rendering, error) {
	release, err := prepare(request)
	if err != nil {
		return nil, err
	}
	rendering := release.rendering
	if rendering.Chart.Type == "library" {
		return rendering, nil
	}
	texts, err := release.print(deterministicFunctions())
	if err != nil {
		return nil, withMissing(templateFailure(err, release.sources), rendering.Missing)
	}
	rendering.Documents = append(definitions(release.loaded, release.sources), documents(texts, release.sources)...)
	return rendering, checkSize(rendering.Documents, request.OutputBytes)
}

// release is a chart with all that its templates are given. Templates may change their values, so each can be printed once.
type release struct {
	loaded    *chart.Chart
	sources   *sources
	values    common.Values
	rendering *Rendering
}

// prepare does all of a rendering but the templates; of a library chart it leaves out the values.
func prepare(request Request) (*release, error) {
	loaded, sources, err := load(request.Files)
	if err != nil {
		return nil, err
	}
	if err := checkFormat(loaded); err != nil {
		return nil, err
	}
	values, err := mergeValues(request)
	if err != nil {
		return nil, err
	}
	rendering := &Rendering{Chart: describe(loaded), Documents: []Document{}, Notes: []string{}}
	declared := namesOfDependencies(loaded)
	if err := chartutil.ProcessDependencies(loaded, values); err != nil {
		return nil, &failure.Failure{Kind: "values", Message: err.Error()}
	}
	rendering.Missing = missingDependencies(loaded, declared)
	prepared := &release{loaded: loaded, sources: sources, rendering: rendering}
	if rendering.Chart.Type == "library" {
		return prepared, nil
	}
	capabilities, err := capabilitiesFor(request)
	if err != nil {
		return nil, err
	}
	if err := checkKubernetesVersion(loaded, capabilities); err != nil {
		return nil, err
	}
	renderValues, notes, err := valuesToRender(loaded, values, request, capabilities)
	if err != nil {
		return nil, withMissing(err, rendering.Missing)
	}
	prepared.values = renderValues
	rendering.Notes = append(rendering.Notes, notes...)
	return prepared, nil
}

// print carries out the templates and returns what each printed, by its full name.
func (r *release) print(functions template.FuncMap) (map[string]string, error) {
	return engine.Engine{CustomTemplateFuncs: functions}.RenderWithContext(context.Background(), r.loaded, r.values)
}

func describe(loaded *chart.Chart) ChartInfo {
	kind := loaded.Metadata.Type
	if kind == "" {
		kind = "application"
	}
	return ChartInfo{Name: loaded.Name(), Version: loaded.Metadata.Version, AppVersion: loaded.Metadata.AppVersion, Type: kind}
}

// checkFormat refuses charts of a format that helm does not install yet; the loader reads them as if they were older.
func checkFormat(loaded *chart.Chart) error {
	format := loaded.Metadata.APIVersion
	if format == chart.APIVersionV1 || format == chart.APIVersionV2 {
		return nil
	}
	return &failure.Failure{
		Kind:    "chart",
		Path:    "Chart.yaml",
		Line:    lineOfKey(loaded, "apiVersion"),
		Message: fmt.Sprintf("invalid chart apiVersion %q: helm renders %q and %q", format, chart.APIVersionV1, chart.APIVersionV2),
	}
}

func capabilitiesFor(request Request) (*common.Capabilities, error) {
	capabilities := common.DefaultCapabilities.Copy()
	if request.KubeVersion != "" {
		version, err := common.ParseKubeVersion(request.KubeVersion)
		if err != nil {
			return nil, &failure.Failure{
				Kind:    "chart",
				Message: fmt.Sprintf("invalid Kubernetes version %q: %v", request.KubeVersion, err),
			}
		}
		capabilities.KubeVersion = *version
	}
	capabilities.APIVersions = append(slices.Clone(capabilities.APIVersions), request.APIVersions...)
	return capabilities, nil
}

// checkKubernetesVersion refuses a chart that excludes the version, in the words of helm.
func checkKubernetesVersion(loaded *chart.Chart, capabilities *common.Capabilities) error {
	wanted := loaded.Metadata.KubeVersion
	if wanted == "" || chartutil.IsCompatibleRange(wanted, capabilities.KubeVersion.String()) {
		return nil
	}
	return &failure.Failure{
		Kind: "chart",
		Path: "Chart.yaml",
		Line: lineOfKey(loaded, "kubeVersion"),
		Message: fmt.Sprintf("chart requires kubeVersion: %s which is incompatible with Kubernetes %s",
			wanted, capabilities.KubeVersion.Version),
	}
}

// lineOfKey finds a top-level key in Chart.yaml, or returns 0.
func lineOfKey(loaded *chart.Chart, key string) int {
	for _, file := range loaded.Raw {
		if file.Name != "Chart.yaml" {
			continue
		}
		for index, line := range strings.Split(string(file.Data), "\n") {
			if strings.HasPrefix(line, key+":") {
				return index + 1
			}
		}
	}
	return 0
}

// documents orders the outputs by name and leaves out notes and templates that printed nothing.
func documents(texts map[string]string, sources *sources) []Document {
	found := []Document{}
	for name, text := range texts {
		if strings.HasSuffix(name, "NOTES.txt") || strings.TrimSpace(text) == "" {
			continue
		}
		found = append(found, Document{Template: name, Path: sources.pathOfTemplate(name), Kind: "template", Text: text})
	}
	slices.SortFunc(found, func(a, b Document) int { return strings.Compare(a.Template, b.Template) })
	return found
}

func definitions(loaded *chart.Chart, sources *sources) []Document {
	found := []Document{}
	for _, definition := range loaded.CRDObjects() {
		if len(bytes.TrimSpace(definition.File.Data)) == 0 {
			continue
		}
		found = append(found, Document{
			Template: path.Clean(definition.Filename),
			Path:     sources.pathOfData(definition.File.Data),
			Kind:     "crd",
			Text:     string(definition.File.Data),
		})
	}
	return found
}

func checkSize(documents []Document, limit int) error {
	total := 0
	for _, document := range documents {
		total += len(document.Text)
	}
	if limit <= 0 || total <= limit {
		return nil
	}
	return &failure.Failure{
		Kind:    "output",
		Message: fmt.Sprintf("the templates print %d bytes, and the limit is %d", total, limit),
	}
}

// DefaultKubernetesVersion is the version for which Helm renders when nobody names one.
func DefaultKubernetesVersion() string {
	return common.DefaultCapabilities.KubeVersion.Version
}
