package kustomize

import (
	"regexp"
	"strings"

	kyaml "sigs.k8s.io/kustomize/kyaml/yaml"
)

// What a place contributes, as the host names it.
const (
	partResource      = "resource"
	partPatch         = "patch"
	partGenerator     = "generator"
	partKustomization = "kustomization"
)

// place is a piece of a file: bytes, the end exclusive.
type place struct {
	source     *source
	start, end int
	part       string
}

// document is one YAML document of a file or of a patch inside a kustomization.
type document struct {
	source *source
	part   string
	// root is the content; its lines count from 1 within the document.
	root *kyaml.Node
	// firstLine is the line of the file on which the document starts; indent is what every line of it has before its text.
	firstLine, indent int
	// whole is where all of the document is, for a patch whose lines cannot be told apart.
	whole *place
	// base is what the build adds to every line number.
	base  int
	lines int
	spots map[position]*spot
	// extents, fields and names remember what was asked for: many nodes of the output can come from one.
	extents map[*kyaml.Node][2]int
	fields  map[*kyaml.Node]map[string]int
	names   map[*kyaml.Node]map[string]int
	// isTargeted says that a patch does not say itself what it is for.
	isTargeted bool
	// shifted is the content with the line numbers of the build, for a patch that is carried out here.
	shifted *kyaml.Node
}

// position is a line and column within a document. A map starts where its first key starts.
type position struct {
	line, column int
	isCollection bool
}

// spot is a node with the key that it stands behind, if any.
type spot struct {
	document *document
	key      *kyaml.Node
	node     *kyaml.Node
	isKey    bool
	parent   *spot
}

func positionOf(node *kyaml.Node) position {
	isCollection := node.Kind == kyaml.MappingNode || node.Kind == kyaml.SequenceNode
	return position{node.Line, node.Column, isCollection}
}

// index remembers every node of the document.
func (d *document) index() {
	d.spots = map[position]*spot{}
	if d.root != nil {
		d.add(&spot{document: d, node: d.root})
	}
}

func (d *document) add(at *spot) {
	if at.node.Kind == kyaml.AliasNode {
		return // what it stands for has its own place
	}
	if _, isTaken := d.spots[positionOf(at.node)]; !isTaken {
		d.spots[positionOf(at.node)] = at
	}
	content := at.node.Content
	switch at.node.Kind {
	case kyaml.MappingNode:
		for index := 0; index+1 < len(content); index += 2 {
			key, value := content[index], content[index+1]
			inner := &spot{document: d, key: key, node: value, parent: at}
			if key.Kind == kyaml.ScalarNode {
				d.spots[positionOf(key)] = &spot{document: d, key: key, node: value, isKey: true, parent: at}
			}
			d.add(inner)
		}
	case kyaml.SequenceNode:
		for _, item := range content {
			d.add(&spot{document: d, node: item, parent: at})
		}
	}
}

// place is what a person would point at: a field with a plain value whole, any other by its key, a list item by its first line.
func (s *spot) place() (place, bool) {
	if s.document.whole != nil {
		return *s.document.whole, true
	}
	start, end := s.document.extent(s.node)
	if s.key != nil {
		keyStart, keyEnd := s.document.extent(s.key)
		if keyStart == -1 {
			return place{}, false
		}
		isPlain := s.node.Kind == kyaml.ScalarNode && start >= keyEnd && end > start
		if !isPlain {
			end = keyEnd
		}
		start = keyStart
	}
	if start == -1 {
		return place{}, false
	}
	return place{s.document.source, start, max(start, end), s.document.part}, true
}

// extent is where a node is in the file; a collection by its first line, -1 where that cannot be said.
func (d *document) extent(node *kyaml.Node) (start, end int) {
	if known, isKnown := d.extents[node]; isKnown {
		return known[0], known[1]
	}
	start, end = d.measure(node)
	if d.extents == nil {
		d.extents = map[*kyaml.Node][2]int{}
	}
	d.extents[node] = [2]int{start, end}
	return start, end
}

func (d *document) measure(node *kyaml.Node) (start, end int) {
	line := node.Line + d.firstLine - 1
	start = d.source.offset(line, node.Column+d.indent)
	if start == -1 {
		return -1, -1
	}
	if node.Kind != kyaml.ScalarNode {
		return start, d.source.endOfLine(line)
	}
	return start, d.source.endOfScalar(start, line, node)
}

// endOfScalar finds where a scalar ends that starts at a byte of a line.
func (s *source) endOfScalar(start, line int, node *kyaml.Node) int {
	at := s.afterProperties(start)
	rest := s.text[at:]
	lineEnd := max(at, s.endOfLine(line))
	switch {
	case rest == "":
		return lineEnd
	case rest[0] == '"':
		return endOfQuoted(s.text, at, '"', lineEnd)
	case rest[0] == '\'':
		return endOfQuoted(s.text, at, '\'', lineEnd)
	case node.Style&(kyaml.LiteralStyle|kyaml.FoldedStyle) != 0:
		return s.endOfBlock(line)
	case strings.HasPrefix(rest, node.Value):
		return at + len(node.Value)
	}
	return lineEnd
}

// afterProperties skips the anchor and the tag before a scalar.
func (s *source) afterProperties(at int) int {
	for at < len(s.text) && (s.text[at] == '&' || s.text[at] == '!') {
		length := strings.IndexAny(s.text[at:], " \t\r\n")
		if length == -1 {
			return at
		}
		after := at + length
		at = after + len(s.text[after:]) - len(strings.TrimLeft(s.text[after:], " \t"))
	}
	return at
}

func endOfQuoted(text string, start int, quote byte, otherwise int) int {
	for index := start + 1; index < len(text); index++ {
		switch {
		case text[index] == '\\' && quote == '"':
			index++
		case text[index] == quote && quote == '\'' && strings.HasPrefix(text[index+1:], "'"):
			index++
		case text[index] == quote:
			return index + 1
		}
	}
	return otherwise
}

// endOfBlock finds the end of a block scalar whose header is on a line: the last line that is indented deeper than that line.
func (s *source) endOfBlock(header int) int {
	outer := s.indentOf(header)
	last := header
	for line := header + 1; line <= len(s.lines); line++ {
		if s.endOfLine(line) == s.lines[line-1] {
			continue
		}
		if s.indentOf(line) <= outer {
			break
		}
		last = line
	}
	return s.endOfLine(last)
}

func (s *source) indentOf(line int) int {
	text := s.text[s.lines[line-1]:s.endOfLine(line)]
	return len(text) - len(strings.TrimLeft(text, " "))
}

var separator = regexp.MustCompile(`\n---.*\n`)

// part of a file: where one document starts and ends, with the line break that the reader gives back to all but the last.
type section struct {
	start, end int
	// skipped counts the lines before it that the reader takes for part of it.
	skipped int
}

// sections splits a text whose line breaks are line feeds as the reader of kustomize does. A separator at the very start of a document
// is left out of it, where nothing else is on its line.
func sections(text string) []section {
	found := []section{}
	start := 0
	for _, at := range separator.FindAllStringIndex(text, -1) {
		found = append(found, section{start: start, end: at[0] + 1})
		start = at[1]
	}
	found = append(found, section{start: start, end: len(text)})
	for index, one := range found {
		for strings.HasPrefix(text[one.start:one.end], "---") {
			line := strings.IndexByte(text[one.start:one.end], '\n')
			if line == -1 || !isBlankOrComment(text[one.start+3:one.start+line]) {
				break
			}
			one.start += line + 1
			one.skipped++
		}
		found[index] = one
	}
	return found
}

func isBlankOrComment(text string) bool {
	trimmed := strings.TrimSpace(text)
	return trimmed == "" || trimmed[0] == '#'
}

// parseDocument gives the content of the first document in a text, nil where there is none.
func parseDocument(text string) *kyaml.Node {
	var node kyaml.Node
	if err := kyaml.NewDecoder(strings.NewReader(text)).Decode(&node); err != nil || len(node.Content) == 0 {
		return nil
	}
	return node.Content[0]
}

// normalized is the text of a file as the reader of kustomize takes it.
func normalized(s *source) string {
	return strings.ReplaceAll(s.text, "\r\n", "\n")
}

// documentsOf reads all documents of a file.
func documentsOf(s *source, part string) []*document {
	text := normalized(s)
	found := []*document{}
	line := 1
	previous := 0
	for _, one := range sections(text) {
		line += countBreaks(text[previous:one.start])
		previous = one.start
		made := &document{source: s, part: part, firstLine: line, root: parseDocument(text[one.start:one.end])}
		made.lines = countBreaks(text[one.start:one.end]) + 1
		made.index()
		found = append(found, made)
	}
	return found
}

func countBreaks(text string) int {
	count := 0
	for index, character := range text {
		if isBreak(character) && !(character == '\r' && strings.HasPrefix(text[index+1:], "\n")) {
			count++
		}
	}
	return count
}

// inlineDocument is a patch that is the value of a field in a kustomization: a block of literal text keeps its lines.
func inlineDocument(outer *document, field *spot) *document {
	made := &document{source: outer.source, part: partPatch, root: parseDocument(field.node.Value)}
	made.lines = countBreaks(field.node.Value) + 1
	made.index()
	if field.node.Style&kyaml.LiteralStyle != 0 && made.alignWith(outer, field.node) {
		return made
	}
	if made.alignInLine(outer, field.node) {
		return made
	}
	if whole, found := field.place(); found {
		whole.part = partPatch
		made.whole = &whole
		return made
	}
	return nil
}

// inlineDocuments are the documents of a patch inside a kustomization, whose text starts behind some empty lines.
func inlineDocuments(outer *document, field *spot, text string, emptyLines int) []*document {
	whole := inlineDocument(outer, field)
	if whole == nil {
		return nil
	}
	found := []*document{}
	line := whole.firstLine + emptyLines
	previous := 0
	for _, one := range sections(text) {
		line += countBreaks(text[previous:one.start])
		previous = one.start
		made := &document{source: whole.source, part: whole.part, whole: whole.whole, firstLine: line, indent: whole.indent}
		made.root = parseDocument(text[one.start:one.end])
		made.lines = countBreaks(text[one.start:one.end]) + 1
		made.index()
		found = append(found, made)
	}
	return found
}

// alignWith finds the lines of a block of literal text in its file, and says whether all are there.
func (d *document) alignWith(outer *document, block *kyaml.Node) bool {
	d.firstLine = block.Line + outer.firstLine
	isMeasured := false
	for number, text := range strings.Split(strings.TrimRight(block.Value, "\n"), "\n") {
		line := d.firstLine + number
		if line > len(d.source.lines) {
			return false
		}
		found := d.source.text[d.source.lines[line-1]:d.source.endOfLine(line)]
		wanted := strings.TrimRight(text, " \t\r")
		if wanted == "" && strings.TrimSpace(found) == "" {
			continue
		}
		if !isMeasured {
			d.indent = len(found) - len(wanted)
			isMeasured = true
		}
		if d.indent < 0 || len(found) < d.indent || found[d.indent:] != wanted || strings.Trim(found[:d.indent], " ") != "" {
			return false
		}
	}
	return isMeasured
}

// alignInLine finds a quoted text on one line that stands there as it is read.
func (d *document) alignInLine(outer *document, quoted *kyaml.Node) bool {
	start, end := outer.extent(quoted)
	if start == -1 || end-start < 2 || quoted.Style&(kyaml.SingleQuotedStyle|kyaml.DoubleQuotedStyle) == 0 {
		return false
	}
	d.firstLine, d.indent = quoted.Line+outer.firstLine-1, quoted.Column
	return d.source.text[start+1:end-1] == quoted.Value && d.source.lineAt(end) == d.firstLine
}
