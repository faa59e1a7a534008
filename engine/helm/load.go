package helm

import (
	"bytes"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unsafe"

	"helm.sh/helm/v4/pkg/chart/loader/archive"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"helm.sh/helm/v4/pkg/ignore"

	"hardening-gate/engine/failure"
)

const byteOrderMark = "\uFEFF"

// sources remembers which file each part of a loaded chart came from. The loader drops the folder of a subchart, and an
// alias renames it, but both keep the bytes where they are: their address identifies the file.
type sources struct {
	byAddress map[*byte]string
	loaded    *chart.Chart
}

func (s *sources) pathOfData(data []byte) string {
	return s.byAddress[unsafe.SliceData(data)]
}

// pathOfTemplate finds the file behind a template's full name, or returns "" for a text that is no file.
func (s *sources) pathOfTemplate(name string) string {
	return s.pathBelow(s.loaded, name)
}

func (s *sources) pathBelow(parent *chart.Chart, name string) string {
	rest, isBelow := strings.CutPrefix(name, parent.ChartFullPath()+"/")
	if !isBelow {
		return ""
	}
	for _, template := range parent.Templates {
		if template.Name == rest {
			return s.pathOfData(template.Data)
		}
	}
	for _, child := range parent.Dependencies() {
		if found := s.pathBelow(child, name); found != "" {
			return found
		}
	}
	return ""
}

// load builds the chart as the command line does from a folder: files that .helmignore names are left out, byte order marks
// are removed, and the order is that of a walk through the folder.
func load(files []File) (*chart.Chart, *sources, error) {
	rules, err := ignoreRules(files)
	if err != nil {
		return nil, nil, &failure.Failure{Kind: "chart", Path: ignore.HelmIgnore, Message: err.Error()}
	}
	files = slices.Clone(files)
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(walkOrder(a.Path), walkOrder(b.Path)) })

	found := &sources{byAddress: map[*byte]string{}}
	buffered := []*archive.BufferedFile{}
	for _, file := range files {
		if isIgnored(rules, file) {
			continue
		}
		data := bytes.TrimPrefix(file.Bytes, []byte(byteOrderMark))
		buffered = append(buffered, &archive.BufferedFile{Name: file.Path, Data: found.remember(data, file.Path)})
	}
	buffered, err = found.unpackSubcharts(buffered, "")
	if err != nil {
		return nil, nil, err
	}
	found.loaded, err = loader.LoadFiles(buffered)
	if err != nil {
		return nil, nil, chartFailure(err)
	}
	return found.loaded, found, nil
}

func (s *sources) remember(data []byte, path string) []byte {
	if cap(data) > 0 {
		s.byAddress[unsafe.SliceData(data)] = path
	}
	return data
}

// walkOrder makes a folder's files sort directly after the folder's name.
func walkOrder(path string) string { return strings.ReplaceAll(path, "/", "\x00") }

// subchartArchive is an archive in a "charts" folder that the loader would unpack.
var subchartArchive = regexp.MustCompile(`^((?:charts/[^/]+/)*charts/)([^/_.][^/]*\.tgz)$`)

// unpackSubcharts replaces archives by their files, in a folder that has the archive's name and an exclamation mark. The
// loader would unpack them in the same way, but then nobody could tell where a template came from.
func (s *sources) unpackSubcharts(files []*archive.BufferedFile, origin string) ([]*archive.BufferedFile, error) {
	unpacked := []*archive.BufferedFile{}
	for _, file := range files {
		if !subchartArchive.MatchString(file.Name) {
			unpacked = append(unpacked, file)
			continue
		}
		source := origin
		if source == "" {
			source = file.Name
		}
		inner, err := archive.LoadArchiveFiles(bytes.NewReader(file.Data))
		if err != nil {
			return nil, &failure.Failure{Kind: "chart", Path: source, Message: "cannot unpack the subchart: " + err.Error()}
		}
		for _, entry := range inner {
			s.remember(entry.Data, source)
		}
		if inner, err = s.unpackSubcharts(inner, source); err != nil {
			return nil, err
		}
		for _, entry := range inner {
			entry.Name = file.Name + "!/" + entry.Name
			unpacked = append(unpacked, entry)
		}
	}
	return unpacked, nil
}

func ignoreRules(files []File) (*ignore.Rules, error) {
	rules := ignore.Empty()
	for _, file := range files {
		if file.Path != ignore.HelmIgnore {
			continue
		}
		parsed, err := ignore.Parse(bytes.NewReader(file.Bytes))
		if err != nil {
			return nil, err
		}
		rules = parsed
	}
	rules.AddDefaults()
	return rules, nil
}

// isIgnored asks for the file and, before, for each folder above it: an ignored folder hides all that it holds.
func isIgnored(rules *ignore.Rules, file File) bool {
	for index, letter := range file.Path {
		if letter == '/' && rules.Ignore(file.Path[:index], entry{name: path.Base(file.Path[:index]), isFolder: true}) {
			return true
		}
	}
	return rules.Ignore(file.Path, entry{name: path.Base(file.Path), size: int64(len(file.Bytes))})
}

// entry is what the rules want to know about a file.
type entry struct {
	name     string
	size     int64
	isFolder bool
}

func (e entry) Name() string       { return e.name }
func (e entry) Size() int64        { return e.size }
func (e entry) ModTime() time.Time { return time.Time{} }
func (e entry) IsDir() bool        { return e.isFolder }
func (e entry) Sys() any           { return nil }
func (e entry) Mode() fs.FileMode {
	if e.isFolder {
		return fs.ModeDir
	}
	return 0
}

var (
	insideSubchart = regexp.MustCompile(`error unpacking subchart (\S+) in `)
	loadedFile     = regexp.MustCompile(`cannot load ([\w.]+):`)
	yamlLine       = regexp.MustCompile(`\bline (\d+)\b`)
)

// chartFailure finds the file in the loader's error text. The folder of a subchart is the name that the text calls it by.
func chartFailure(err error) *failure.Failure {
	message := err.Error()
	folder := ""
	for _, match := range insideSubchart.FindAllStringSubmatch(message, -1) {
		folder += "charts/" + match[1] + "/"
	}
	found := &failure.Failure{Kind: "chart", Path: folder + "Chart.yaml", Message: message}
	if match := loadedFile.FindStringSubmatch(message); match != nil {
		found.Path = folder + match[1]
		if match[1] == "values.yaml" {
			found.Kind = "values"
		}
	}
	if match := yamlLine.FindStringSubmatch(message); match != nil {
		found.Line = failure.Number(match[1])
	}
	if archive, _, isArchive := strings.Cut(found.Path, "!/"); isArchive {
		found.Path, found.Line = archive, 0
	}
	found.Message = strings.ReplaceAll(found.Message, ".tgz!", ".tgz")
	return found
}
