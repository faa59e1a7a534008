package kustomize

import (
	"path"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/api/konfig"
	kyaml "sigs.k8s.io/kustomize/kyaml/yaml"
)

// folder is a kustomization as far as tracing needs it.
type folder struct {
	path string
	// patches are its patches in their order, as far as the traced build has lines for them.
	patches []*document
	// document is the kustomization file, its lines as they are in the file.
	document *document
	// weight is what it costs to look through it.
	weight int
	// covered are the paths of all files whose objects its transformers see.
	covered map[string]bool
}

// layout is the build as a tree of kustomizations.
type layout struct {
	files   map[string]*source
	folders map[string]*folder
	// order lists the kustomizations as they are applied: what a kustomization builds on comes before it.
	order []*folder
	// resources, patches and data are the absolute paths of files by what they are used for.
	resources, patches, data map[string]bool
}

// A build of more kustomizations is not traced further.
const maximumFolders = 2000

func layoutOf(request Request) *layout {
	found := &layout{
		files: map[string]*source{}, folders: map[string]*folder{},
		resources: map[string]bool{}, patches: map[string]bool{}, data: map[string]bool{},
	}
	for _, file := range request.Files {
		if made := fileSource(file); made != nil {
			found.files[path.Join("/", file.Path)] = made
		}
	}
	found.enter(rootOf(request), nil)
	return found
}

// enter reads a kustomization and all that it builds on. A component sees also what its user has loaded before it.
func (l *layout) enter(at string, seen map[string]bool) *folder {
	if known, isKnown := l.folders[at]; isKnown {
		if known != nil {
			includeAll(known.covered, seen)
		}
		return known
	}
	if len(l.folders) >= maximumFolders {
		return nil
	}
	l.folders[at] = nil // a cycle ends here
	document := l.kustomizationIn(at)
	if document == nil {
		return nil
	}
	made := &folder{path: at, document: document, covered: map[string]bool{strings.TrimPrefix(document.source.path, "/"): true}}
	includeAll(made.covered, seen)
	for _, name := range []string{"resources", "bases"} {
		l.enterResources(made, name)
	}
	for _, component := range texts(made.document.field("components")) {
		if inner := l.enter(path.Join(at, component.node.Value), made.covered); inner != nil {
			includeAll(made.covered, inner.covered)
		}
	}
	l.noteInputs(made)
	made.weight = sizeOf(document.root)
	l.folders[at] = made
	l.order = append(l.order, made)
	return made
}

func (l *layout) enterResources(in *folder, field string) {
	for _, entry := range texts(in.document.field(field)) {
		target := path.Join(in.path, entry.node.Value)
		if _, isFile := l.files[target]; isFile {
			l.resources[target] = true
			in.covered[strings.TrimPrefix(target, "/")] = true
		} else if inner := l.enter(target, nil); inner != nil {
			includeAll(in.covered, inner.covered)
		}
	}
}

// noteInputs remembers which files are patches, and which are anything else than YAML to be merged.
func (l *layout) noteInputs(in *folder) {
	for _, field := range []string{"patches", "patchesJson6902"} {
		for _, entry := range items(in.document.field(field)) {
			l.note(l.patches, in, entry.child("path"))
		}
	}
	for _, entry := range texts(in.document.field("patchesStrategicMerge")) {
		l.note(l.patches, in, entry)
	}
	for _, field := range []string{"configMapGenerator", "secretGenerator"} {
		for _, entry := range items(in.document.field(field)) {
			for _, list := range []string{"files", "envs"} {
				for _, file := range texts(entry.child(list)) {
					_, named := splitSource(file.node.Value)
					l.data[path.Join(in.path, named)] = true
				}
			}
			l.note(l.data, in, entry.child("env"))
		}
	}
	for _, entry := range items(in.document.field("replacements")) {
		l.note(l.data, in, entry.child("path"))
	}
	for _, field := range []string{"configurations", "crds", "generators", "transformers", "validators"} {
		for _, entry := range texts(in.document.field(field)) {
			l.note(l.data, in, entry)
		}
	}
	l.note(l.data, in, in.document.field("openapi").child("path"))
}

// splitSource gives the key and the path of a file that a generator loads.
func splitSource(text string) (key, file string) {
	if key, file, isKeyed := strings.Cut(text, "="); isKeyed {
		return key, file
	}
	return path.Base(text), text
}

// Builds from more bytes are not traced: their nodes would have to be in memory several times.
const maximumTracedBytes = 8_000_000

func (l *layout) isLarge() bool {
	total := 0
	for at, file := range l.files {
		if l.resources[at] || l.patches[at] {
			total += len(file.text)
		}
	}
	return total > maximumTracedBytes
}

func (l *layout) note(as map[string]bool, in *folder, named *spot) {
	if named != nil && named.node.Kind == kyaml.ScalarNode {
		as[path.Join(in.path, named.node.Value)] = true
	}
}

// kustomizationIn gives the only kustomization file of a folder, if it has one document.
func (l *layout) kustomizationIn(at string) *document {
	for _, name := range konfig.RecognizedKustomizationFileNames() {
		found := l.files[path.Join(at, name)]
		if found == nil {
			continue
		}
		root := parseDocument(found.text)
		if root == nil || root.Kind != kyaml.MappingNode {
			return nil
		}
		made := &document{source: found, part: partKustomization, firstLine: 1, root: root}
		made.index()
		return made
	}
	return nil
}

func includeAll(into, from map[string]bool) {
	for path := range from {
		into[path] = true
	}
}

// covering lists the kustomizations that see the objects of a file, the one that is applied last first.
func (l *layout) covering(file string) []*folder {
	found := []*folder{}
	for _, one := range l.order {
		if one.covered[file] {
			found = append(found, one)
		}
	}
	slices.Reverse(found)
	return found
}

// field finds a field at the top of the document.
func (d *document) field(name string) *spot {
	return (&spot{document: d, node: d.root}).child(name)
}

// child finds a field of a map; nil without one.
func (s *spot) child(name string) *spot {
	if s == nil || s.node.Kind != kyaml.MappingNode {
		return nil
	}
	index := s.document.fieldIndex(s.node, name)
	if index == -1 {
		return nil
	}
	return &spot{document: s.document, key: s.node.Content[index], node: s.node.Content[index+1], parent: s}
}

// Maps and lists that are longer are searched by an index.
const longContent = 64

func (d *document) fieldIndex(node *kyaml.Node, name string) int {
	if len(node.Content) < longContent {
		for index := len(node.Content) - len(node.Content)%2 - 2; index >= 0; index -= 2 {
			if node.Content[index].Value == name {
				return index // the last, where a kustomization names a field twice
			}
		}
		return -1
	}
	if d.fields == nil {
		d.fields = map[*kyaml.Node]map[string]int{}
	}
	if d.fields[node] == nil {
		d.fields[node] = map[string]int{}
		for index := 0; index+1 < len(node.Content); index += 2 {
			d.fields[node][node.Content[index].Value] = index
		}
	}
	if index, isKnown := d.fields[node][name]; isKnown {
		return index
	}
	return -1
}

// item finds an entry of a list: by its name, where it has one, and otherwise by its index.
func (s *spot) item(wanted step) *spot {
	if s == nil || s.node.Kind != kyaml.SequenceNode {
		return nil
	}
	index := wanted.index
	if wanted.name != "" {
		index = s.document.nameIndex(s.node, wanted.name)
	}
	if index < 0 || index >= len(s.node.Content) {
		return nil
	}
	return &spot{document: s.document, node: s.node.Content[index], parent: s}
}

func (d *document) nameIndex(list *kyaml.Node, name string) int {
	if d.names == nil {
		d.names = map[*kyaml.Node]map[string]int{}
	}
	if d.names[list] == nil {
		d.names[list] = map[string]int{}
		for index, item := range list.Content {
			if found := (&spot{document: d, node: item}).child("name").value(); found != "" {
				d.names[list][found] = index
			}
		}
	}
	if index, isKnown := d.names[list][name]; isKnown {
		return index
	}
	return -1
}

// items are the entries of a list.
func items(list *spot) []*spot {
	found := []*spot{}
	if list == nil || list.node.Kind != kyaml.SequenceNode {
		return found
	}
	for _, item := range list.node.Content {
		found = append(found, &spot{document: list.document, node: item, parent: list})
	}
	return found
}

// texts are the entries of a list that are plain values.
func texts(list *spot) []*spot {
	return slices.DeleteFunc(items(list), func(item *spot) bool { return item.node.Kind != kyaml.ScalarNode })
}

// value is the text of a plain value, "" for anything else.
func (s *spot) value() string {
	if s == nil || s.node.Kind != kyaml.ScalarNode {
		return ""
	}
	return s.node.Value
}
