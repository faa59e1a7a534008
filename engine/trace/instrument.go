package trace

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"text/template/parse"
	"unicode"
)

// Source is a template with the name under which it is parsed.
type Source struct {
	Name string
	Text string
}

// Site is a piece of a template that can print: a line of its text, or an action.
type Site struct {
	// Source is an index into the sources.
	Source int
	// Start and End are offsets in bytes, the end exclusive.
	Start, End int
	// IsAction tells an action from text.
	IsAction bool
}

// Instrumented is a set of templates with marks.
type Instrumented struct {
	Sources []Source
	// Texts holds the templates with marks, in the order of the sources.
	Texts []string
	Sites []Site

	defined map[string]bool
	files   map[string]bool
}

// What is added to the names of templates: the marked copy of a definition, and the copy of a file without marks.
const (
	markedSuffix = "\x00marked"
	plainSuffix  = "\x00plain"
)

// The functions that marked templates call; a chart cannot know them.
const (
	plainFunction = "hardeningGatePlainName"
	twinFunction  = "hardeningGateTwinName"
	trimFunction  = "hardeningGateTrim"
)

// transparent lists what may stand behind the include of a marked copy: functions that neither look at a text nor cut it. Anything
// else gets the text without marks, so that hashes, comparisons and lengths stay what they are.
var transparent = map[string]bool{
	"indent": true, "nindent": true, "trim": true, "quote": true, "squote": true, "toString": true,
}

var (
	errSites    = errors.New("the templates have too many lines to be traced")
	errPosition = errors.New("the parser does not say where a text stands")
)

// Instrument prints templates back with marks. Each definition stays as it is, and gets a marked copy that is called only where its
// text goes to the output unread.
func Instrument(sources []Source) (*Instrumented, error) {
	result := &Instrumented{Sources: sources, defined: map[string]bool{}, files: map[string]bool{}}
	parsed := make([]map[string]*parse.Tree, len(sources))
	for index, source := range sources {
		parsed[index] = map[string]*parse.Tree{}
		tree := parse.New(source.Name)
		tree.Mode = parse.SkipFuncCheck
		if _, err := tree.Parse(source.Text, "", "", parsed[index]); err != nil {
			return nil, err
		}
		result.files[source.Name] = true
		for name := range parsed[index] {
			result.defined[name] = result.defined[name] || name != source.Name
		}
	}
	for index := range sources {
		text, err := result.print(index, parsed[index])
		if err != nil {
			return nil, err
		}
		result.Texts = append(result.Texts, text)
	}
	return result, nil
}

func (i *Instrumented) print(index int, trees map[string]*parse.Tree) (string, error) {
	source := i.Sources[index]
	writer := &printer{result: i, index: index, text: source.Text}
	for _, name := range slices.Sorted(maps.Keys(trees)) {
		root := trees[name].Root
		if name == source.Name {
			writer.define(name+plainSuffix, root, false)
			continue
		}
		writer.define(name, root, false)
		writer.define(name+markedSuffix, root, true)
	}
	if tree := trees[source.Name]; tree != nil {
		writer.isMarking = true
		writer.list(tree.Root)
	}
	return writer.output.String(), writer.err
}

// Functions returns what marked templates call beside the functions of the engine.
func (i *Instrumented) Functions() template.FuncMap {
	return template.FuncMap{
		plainFunction: func(name any) any {
			if text, ok := name.(string); ok && i.files[text] {
				return text + plainSuffix
			}
			return name
		},
		twinFunction: func(name any) any {
			if text, ok := name.(string); ok {
				return i.twin(text)
			}
			return name
		},
		trimFunction: trimAroundMarks,
	}
}

// twin is the name of the marked copy; a file is marked under its own name.
func (i *Instrumented) twin(name string) string {
	if i.defined[name] {
		return name + markedSuffix
	}
	return name
}

// plain is the name of what prints no marks.
func (i *Instrumented) plain(name string) string {
	if i.files[name] && !i.defined[name] {
		return name + plainSuffix
	}
	return name
}

// printer writes one template file back.
type printer struct {
	result    *Instrumented
	index     int
	text      string
	isMarking bool
	output    strings.Builder
	err       error
}

func (p *printer) define(name string, root *parse.ListNode, isMarking bool) {
	p.isMarking = isMarking
	p.write("{{define ", strconv.Quote(name), "}}")
	p.list(root)
	p.write("{{end}}")
}

func (p *printer) write(parts ...string) {
	for _, part := range parts {
		p.output.WriteString(part)
	}
}

// site makes a mark for a piece of the template.
func (p *printer) site(sentinel rune, start, end int) string {
	sites := &p.result.Sites
	if len(*sites) >= maximumSites {
		p.err = errSites
		return ""
	}
	*sites = append(*sites, Site{Source: p.index, Start: start, End: end, IsAction: sentinel == openSentinel})
	return mark(sentinel, len(*sites)-1)
}

func (p *printer) list(list *parse.ListNode) {
	if list == nil {
		return
	}
	for _, node := range list.Nodes {
		p.node(node)
	}
}

func (p *printer) node(node parse.Node) {
	switch node := node.(type) {
	case *parse.TextNode:
		p.textNode(node)
	case *parse.ActionNode:
		p.action(node)
	case *parse.TemplateNode:
		p.template(node)
	case *parse.IfNode:
		p.branch("if", &node.BranchNode)
	case *parse.WithNode:
		p.branch("with", &node.BranchNode)
	case *parse.RangeNode:
		p.branch("range", &node.BranchNode)
	case *parse.CommentNode:
	default: // break and continue
		p.write(node.String())
	}
}

// textNode marks the first letter of each line: marks before blanks would change what trimming and indenting do.
func (p *printer) textNode(node *parse.TextNode) {
	text, offset := string(node.Text), int(node.Pos)
	if !strings.HasPrefix(p.text[min(offset, len(p.text)):], text) {
		p.err = errPosition
		return
	}
	for line := range strings.SplitAfterSeq(text, "\n") {
		letters := strings.TrimLeftFunc(line, unicode.IsSpace)
		start := offset + len(line) - len(letters)
		p.write(line[:len(line)-len(letters)])
		if letters != "" && p.isMarking {
			p.write(p.site(textSentinel, start, start+len(strings.TrimRightFunc(letters, unicode.IsSpace))))
		}
		if rest, hasBrace := strings.CutSuffix(letters, "{"); hasBrace {
			letters = rest + `{{"{"}}` // or it would become part of the next action's delimiter
		}
		p.write(letters)
		offset += len(line)
	}
}

func (p *printer) action(node *parse.ActionNode) {
	isPrinting := p.isMarking && len(node.Pipe.Decl) == 0
	if isPrinting {
		p.write(p.actionSite(node.Pos))
	}
	p.write("{{")
	p.pipe(node.Pipe, isPrinting && isUnread(node.Pipe))
	p.write("}}")
	if isPrinting {
		p.write(closeMark)
	}
}

func (p *printer) template(node *parse.TemplateNode) {
	name := p.result.plain(node.Name)
	if p.isMarking {
		name = p.result.twin(node.Name)
		p.write(p.actionSite(node.Pos))
	}
	p.write("{{template ", strconv.Quote(name))
	if node.Pipe != nil {
		p.write(" ")
		p.pipe(node.Pipe, false)
	}
	p.write("}}")
	if p.isMarking {
		p.write(closeMark)
	}
}

// actionSite finds the delimiters around an action that holds an offset.
func (p *printer) actionSite(position parse.Pos) string {
	offset := min(int(position), len(p.text))
	start := strings.LastIndex(p.text[:offset], "{{")
	if start < 0 {
		p.err = errPosition
		return ""
	}
	return p.site(openSentinel, start, endOfAction(p.text, offset))
}

// endOfAction finds the end of the action that an offset lies in, which is never inside of a string.
func endOfAction(text string, offset int) int {
	for offset < len(text) {
		switch letter := text[offset]; {
		case letter == '`':
			end := strings.IndexByte(text[offset+1:], '`')
			if end < 0 {
				return len(text)
			}
			offset += end + 2
		case letter == '"' || letter == '\'':
			offset = endOfQuote(text, offset)
		case strings.HasPrefix(text[offset:], "}}"):
			return offset + len("}}")
		default:
			offset++
		}
	}
	return len(text)
}

func endOfQuote(text string, start int) int {
	for offset := start + 1; offset < len(text); offset++ {
		switch text[offset] {
		case '\\':
			offset++
		case text[start]:
			return offset + 1
		}
	}
	return len(text)
}

func (p *printer) branch(word string, node *parse.BranchNode) {
	p.write("{{", word, " ")
	p.pipe(node.Pipe, false)
	p.write("}}")
	p.list(node.List)
	if node.ElseList != nil {
		p.write("{{else}}")
		p.list(node.ElseList)
	}
	p.write("{{end}}")
}

// isUnread says whether a pipe prints what a template made without looking at it.
func isUnread(pipe *parse.PipeNode) bool {
	if !isInclude(pipe.Cmds[0]) {
		return false
	}
	for _, command := range pipe.Cmds[1:] {
		name, ok := command.Args[0].(*parse.IdentifierNode)
		if !ok || !transparent[name.Ident] {
			return false
		}
	}
	return true
}

func isInclude(command *parse.CommandNode) bool {
	name, ok := command.Args[0].(*parse.IdentifierNode)
	return ok && name.Ident == "include" && len(command.Args) > 1
}

func (p *printer) pipe(pipe *parse.PipeNode, isUnread bool) {
	for index, variable := range pipe.Decl {
		if index > 0 {
			p.write(", ")
		}
		p.write(variable.String())
	}
	if len(pipe.Decl) > 0 {
		p.write(map[bool]string{true: " = ", false: " := "}[pipe.IsAssign])
	}
	for index, command := range pipe.Cmds {
		if index > 0 {
			p.write(" | ")
		}
		p.command(command, isUnread)
	}
}

func (p *printer) command(command *parse.CommandNode, isUnread bool) {
	for index, argument := range command.Args {
		if index > 0 {
			p.write(" ")
		}
		name, isName := argument.(*parse.IdentifierNode)
		switch {
		case index == 1 && isInclude(command):
			p.includedName(argument, isUnread)
		case index == 0 && isName && name.Ident == "trim" && isUnread:
			p.write(trimFunction)
		default:
			p.argument(argument)
		}
	}
}

func (p *printer) includedName(argument parse.Node, isUnread bool) {
	name, isConstant := argument.(*parse.StringNode)
	switch {
	case isConstant && isUnread:
		p.write(strconv.Quote(p.result.twin(name.Text)))
	case isConstant:
		p.write(strconv.Quote(p.result.plain(name.Text)))
	default:
		p.write("(", map[bool]string{true: twinFunction, false: plainFunction}[isUnread], " ")
		p.argument(argument)
		p.write(")")
	}
}

func (p *printer) argument(argument parse.Node) {
	switch argument := argument.(type) {
	case *parse.PipeNode:
		p.write("(")
		p.pipe(argument, false)
		p.write(")")
	case *parse.ChainNode:
		p.argument(argument.Node)
		for _, field := range argument.Field {
			p.write(".", field)
		}
	default:
		p.write(argument.String())
	}
}
