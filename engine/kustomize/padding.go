package kustomize

import (
	"fmt"
	"path"
	"slices"
	"sort"
	"strings"

	kyaml "sigs.k8s.io/kustomize/kyaml/yaml"
)

// Kustomize keeps the line number of every node that it reads. In copies of the files that only a second build sees, each document has so
// many blank lines before it that no two documents share a line number: so the number tells which file and line a node of the output
// comes from. Patches that stand inside a kustomization move into files of their own for that build.

// The most blank lines that the copies may have together. Documents beyond have no lines of their own.
const maximumPadding = 24_000_000

// padded is a build whose nodes tell where they come from.
type padded struct {
	layout    *layout
	documents []*document // by base
	next      int
	spent     int
	// jsonPatches are the patches whose application the third build marks; a resource has the field marker(index) for each.
	jsonPatches []*document
	// byFile are the documents of the files that were padded, by their absolute path.
	byFile map[string][]*document
	// moved are the patches that stand in a kustomization, by their field.
	moved map[*kyaml.Node][]*document
	// start is the first line number that stands for a line of a file.
	start int
}

// newPadded starts the numbers above those that nodes get which kustomize writes out and reads again.
func newPadded(found *layout, start int) *padded {
	return &padded{layout: found, start: start, next: start, moved: map[*kyaml.Node][]*document{}, byFile: map[string][]*document{}}
}

// number gives documents their own line numbers, or none where the padding would become too much.
func (p *padded) number(documents ...*document) {
	for _, one := range documents {
		if p.spent+p.next > maximumPadding {
			return
		}
		p.spent += p.next
		one.base = p.next
		p.next += one.lines + 1
		p.documents = append(p.documents, one)
	}
}

// find gives what a node of the traced build was in its file, nil where kustomize made the node.
func (p *padded) find(node *kyaml.Node) *spot {
	if node == nil || node.Line <= p.start {
		return nil
	}
	index := sort.Search(len(p.documents), func(index int) bool { return p.documents[index].base >= node.Line }) - 1
	if index < 0 {
		return nil
	}
	found := p.documents[index]
	at := positionOf(node)
	at.line -= found.base
	return found.spots[at]
}

// pad writes the copies. The edited kustomizations differ in nothing but where their patches stand; those of the marking build have
// patches instead of JSON patches that leave a mark on whatever those would change.
func (p *padded) pad(request Request) (padding, marking Request) {
	padding, marking = request, request
	padding.Files = slices.Clone(request.Files)
	marking.Files = slices.Clone(request.Files)
	for index, file := range request.Files {
		if text, isPadded := p.padFile(path.Join("/", file.Path)); isPadded {
			padding.Files[index].Bytes, marking.Files[index].Bytes = text, text
		}
	}
	for _, one := range p.layout.order {
		p.lift(one, &padding, &marking)
	}
	return padding, marking
}

func (p *padded) padFile(at string) ([]byte, bool) {
	found := p.layout.files[at]
	isPatch := p.layout.patches[at]
	if found == nil || p.layout.data[at] || !(isPatch || p.layout.resources[at]) {
		return nil, false
	}
	part := partResource
	if isPatch {
		part = partPatch
	}
	text := normalized(found)
	if isPatch && isJSONPatch(text) {
		return nil, false
	}
	documents := documentsOf(found, part)
	p.number(documents...)
	p.byFile[at] = documents
	return spread(text, documents), true
}

// spread puts blank lines before the documents of a text, as far as they have line numbers of their own.
func spread(text string, documents []*document) []byte {
	var made strings.Builder
	written := 0
	for index, one := range sections(text) {
		made.WriteString(text[written:one.start])
		written = one.start
		if base := documents[index].base; base > one.skipped {
			made.WriteString(strings.Repeat("\n", base-one.skipped))
		}
	}
	made.WriteString(text[written:])
	return []byte(made.String())
}

// isJSONPatch says whether a patch is a list of operations.
func isJSONPatch(text string) bool {
	root := parseDocument(text)
	return root != nil && root.Kind == kyaml.SequenceNode
}

// lift edits one kustomization in both builds.
func (p *padded) lift(in *folder, padding, marking *Request) {
	for _, edit := range []struct {
		request *Request
		isMark  bool
	}{{padding, false}, {marking, true}} {
		index := slices.IndexFunc(edit.request.Files, func(file File) bool { return file.Path == in.document.source.path })
		root, err := kyaml.Parse(in.document.source.text)
		if err != nil || index == -1 {
			return
		}
		edited := &document{source: in.document.source, part: partKustomization, firstLine: 1, root: root.YNode()}
		lifting := &lifting{padded: p, in: in, request: edit.request, isMarking: edit.isMark}
		lifting.edit(edited)
		if !lifting.isEdited {
			continue
		}
		if text, err := root.String(); err == nil {
			edit.request.Files[index].Bytes = []byte(text)
		}
	}
}

// lifting is the edit of one kustomization for one build.
type lifting struct {
	padded    *padded
	in        *folder
	request   *Request
	isMarking bool
	isEdited  bool
}

func (l *lifting) edit(kustomization *document) {
	for _, entry := range items(kustomization.field("patches")) {
		known := len(l.in.patches)
		isTargeted := entry.child("target") != nil
		l.editPatch(entry, false)
		if file := entry.child("path"); file != nil {
			l.remember(l.padded.byFile[path.Join(l.in.path, file.value())]...)
		}
		for _, patch := range l.in.patches[known:] {
			patch.isTargeted = isTargeted
		}
	}
	strategic := kustomization.field("patchesStrategicMerge")
	for index, entry := range texts(strategic) {
		target := path.Join(l.in.path, entry.node.Value)
		l.remember(l.padded.byFile[target]...)
		if _, isFile := l.padded.layout.files[target]; isFile || len(texts(strategic)) != len(items(strategic)) {
			continue
		}
		original := texts(l.in.document.field("patchesStrategicMerge"))[index]
		if at, isMoved := l.move(original, entry.node.Value); isMoved {
			entry.node.Value, entry.node.Style = at, 0
			l.isEdited = true
		}
	}
	if l.isMarking {
		l.moveOld(kustomization)
	}
}

// editPatch moves a patch into a file; a JSON patch becomes its mark in the build for that.
func (l *lifting) editPatch(entry *spot, isOld bool) bool {
	inline, file := entry.child("patch"), entry.child("path")
	text, isKnown := l.textOf(inline, file)
	if !isKnown {
		return false
	}
	if isJSONPatch(text) {
		if !l.isMarking || entry.child("target") == nil {
			return false
		}
		l.mark(entry, inline, file)
		return true
	}
	if inline == nil || isOld {
		return false
	}
	original := l.originalOf(inline)
	if at, isMoved := l.move(original, strings.TrimSpace(inline.node.Value)); isMoved {
		*inline.key = kyaml.Node{Kind: kyaml.ScalarNode, Value: "path"}
		*inline.node = kyaml.Node{Kind: kyaml.ScalarNode, Value: at}
		l.isEdited = true
	}
	return false
}

// remember notes a patch of the kustomization. Both builds move the same ones, and only the last of them sees the JSON patches.
func (l *lifting) remember(patches ...*document) {
	for _, one := range patches {
		if one != nil && !slices.Contains(l.in.patches, one) {
			l.in.patches = append(l.in.patches, one)
		}
	}
}

// originalOf finds a node of the edited kustomization in the one that remembers places.
func (l *lifting) originalOf(edited *spot) *spot {
	return l.in.document.spots[positionOf(edited.node)]
}

func (l *lifting) textOf(inline, file *spot) (string, bool) {
	if inline != nil {
		return inline.node.Value, inline.node.Kind == kyaml.ScalarNode && file == nil
	}
	found := l.padded.layout.files[path.Join(l.in.path, file.value())]
	if found == nil || file == nil {
		return "", false
	}
	return normalized(found), true
}

// move puts the text of an inline patch into a file beside the kustomization, the same in both builds.
func (l *lifting) move(original *spot, text string) (string, bool) {
	if original == nil {
		return "", false
	}
	before, _, isIn := strings.Cut(original.node.Value, text)
	if !isIn || strings.Trim(before, "\n") != "" {
		return "", false
	}
	documents := l.padded.moved[original.node]
	if documents == nil {
		documents = inlineDocuments(l.in.document, original, text, len(before))
		if len(documents) == 0 {
			return "", false
		}
		l.padded.number(documents...)
		l.padded.moved[original.node] = documents
	}
	l.remember(documents...)
	at := l.fileFor(original)
	l.request.Files = append(l.request.Files, File{Path: at, Bytes: spread(text, documents)})
	return path.Base(at), true
}

func (l *lifting) fileFor(original *spot) string {
	name := fmt.Sprintf("hardening-gate-traced-%d-%d.yaml", original.node.Line, original.node.Column)
	return strings.TrimPrefix(path.Join(l.in.path, name), "/")
}

// mark makes a merge of a JSON patch that sets nothing but a mark.
func (l *lifting) mark(entry, inline, file *spot) {
	index := len(l.padded.jsonPatches)
	operations := l.operations(inline, file)
	l.padded.jsonPatches = append(l.padded.jsonPatches, operations)
	l.remember(operations)
	text := fmt.Sprintf("apiVersion: v1\nkind: Mark\nmetadata:\n  name: mark\n%s: \"\"\n", markOf(index))
	name := fmt.Sprintf("hardening-gate-mark-%d.yaml", index)
	at := strings.TrimPrefix(path.Join(l.in.path, name), "/")
	l.request.Files = append(l.request.Files, File{Path: at, Bytes: []byte(text)})
	target := entry.child("target")
	entry.node.Content = []*kyaml.Node{
		target.key, target.node,
		{Kind: kyaml.ScalarNode, Value: "path"}, {Kind: kyaml.ScalarNode, Value: name},
	}
	l.isEdited = true
}

const markPrefix = "hardening-gate-mark-"

func markOf(index int) string {
	return fmt.Sprintf("%s%d", markPrefix, index)
}

// operations reads a JSON patch so that its nodes tell where they stand; nil where that is impossible.
func (l *lifting) operations(inline, file *spot) *document {
	var made *document
	if inline != nil {
		if original := l.originalOf(inline); original != nil {
			made = inlineDocument(l.in.document, original)
		}
	} else if documents := documentsOf(l.padded.layout.files[path.Join(l.in.path, file.value())], partPatch); len(documents) == 1 {
		made = documents[0]
	}
	if made == nil || made.root == nil || hasAlias(made.root) {
		return nil
	}
	l.padded.number(made)
	made.shifted = kyaml.CopyYNode(made.root)
	shift(made.shifted, made.base)
	return made
}

func hasAlias(node *kyaml.Node) bool {
	return node.Kind == kyaml.AliasNode || slices.ContainsFunc(node.Content, hasAlias)
}

// shift gives the nodes of a document the line numbers that are its own.
func shift(node *kyaml.Node, by int) {
	node.Line += by
	for _, inner := range node.Content {
		shift(inner, by)
	}
}

// moveOld makes the JSON patches of the older field marks as well.
func (l *lifting) moveOld(kustomization *document) {
	old := kustomization.field("patchesJson6902")
	if old == nil || old.node.Kind != kyaml.SequenceNode {
		return
	}
	marked := []*kyaml.Node{}
	kept := []*kyaml.Node{}
	for _, entry := range items(old) {
		if l.editPatch(entry, true) {
			marked = append(marked, entry.node)
		} else {
			kept = append(kept, entry.node)
		}
	}
	if len(marked) == 0 {
		return
	}
	old.node.Content = kept
	patches := kustomization.field("patches")
	if patches != nil && patches.node.Kind == kyaml.SequenceNode {
		patches.node.Content = append(patches.node.Content, marked...)
		return
	}
	list := &kyaml.Node{Kind: kyaml.SequenceNode, Content: marked}
	kustomization.root.Content = append(kustomization.root.Content, &kyaml.Node{Kind: kyaml.ScalarNode, Value: "patches"}, list)
}
