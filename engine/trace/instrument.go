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

	// What an action prints, or what it gives to the template that it calls, and what names mean there.
	pipe     *parse.PipeNode
	argument parse.Node
	scope    *scope
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
		writer.isMarking, writer.scope = true, nil
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
	scope     *scope
	output    strings.Builder
	err       error
}

func (p *printer) define(name string, root *parse.ListNode, isMarking bool) {
	p.isMarking, p.scope = isMarking, nil
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
func (p *printer) site(sentinel rune, site Site) string {
	sites := &p.result.Sites
	if len(*sites) >= maximumSites {
		p.err = errSites
		return ""
	}
	site.Source, site.scope = p.index, p.scope
	*sites = append(*sites, site)
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
		p.branch("if", &node.BranchNode, -1)
	case *parse.WithNode:
		p.branch("with", &node.BranchNode, -1)
	case *parse.RangeNode:
		p.loop(node)
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
			end := start + len(strings.TrimRightFunc(letters, unicode.IsSpace))
			p.write(p.site(textSentinel, Site{Start: start, End: end}))
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
	isCall := isPrinting && isUnread(node.Pipe)
	if isPrinting {
		site := Site{IsAction: true, pipe: node.Pipe}
		if arguments := node.Pipe.Cmds[0].Args; isCall && len(arguments) > 2 {
			site.argument = arguments[2]
		}
		p.write(p.actionSite(openSentinel, node.Pos, site))
	}
	p.write("{{")
	p.pipe(node.Pipe, isCall)
	p.write("}}")
	p.declare(node.Pipe, whole, -1)
	if isPrinting {
		p.write(closeMark)
	}
}

func (p *printer) template(node *parse.TemplateNode) {
	name := p.result.plain(node.Name)
	if p.isMarking {
		name = p.result.twin(node.Name)
		site := Site{IsAction: true}
		if node.Pipe != nil {
			site.argument = node.Pipe
		}
		p.write(p.actionSite(openSentinel, node.Pos, site))
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
func (p *printer) actionSite(sentinel rune, position parse.Pos, site Site) string {
	offset := min(int(position), len(p.text))
	start := strings.LastIndex(p.text[:offset], "{{")
	if start < 0 {
		p.err = errPosition
		return ""
	}
	site.Start, site.End = start, endOfAction(p.text, offset)
	return p.site(sentinel, site)
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

// loop marks where a loop begins, where each of its rounds does, and its end.
func (p *printer) loop(node *parse.RangeNode) {
	if !p.isMarking {
		p.branch("range", &node.BranchNode, -1)
		return
	}
	p.write(p.actionSite(loopSentinel, node.Pos, Site{IsAction: true}))
	p.branch("range", &node.BranchNode, len(p.result.Sites)-1)
	p.write(leaveMark)
}

// branch writes a block and its alternative. What they assign to variables of others may or may not hold behind them.
func (p *printer) branch(word string, node *parse.BranchNode, loop int) {
	p.write("{{", word, " ")
	p.pipe(node.Pipe, false)
	p.write("}}")
	outside := p.scope
	switch {
	case word == "range":
		p.declare(node.Pipe, element, loop)
		p.scope = &scope{outer: p.scope, name: ".", pipe: node.Pipe, at: outside, part: element, loop: loop}
	case word == "with":
		p.declare(node.Pipe, whole, -1)
		p.scope = &scope{outer: p.scope, name: ".", pipe: node.Pipe, at: outside}
	default:
		p.declare(node.Pipe, whole, -1)
		if isShort(node.List) {
			p.scope = &scope{outer: p.scope, name: condition, pipe: node.Pipe, at: outside}
		}
	}
	if loop >= 0 {
		p.write(roundMark)
	}
	p.list(node.List)
	assigned := p.scope.assignedSince(outside)
	p.scope = outside
	skipped := p.skipped(word, node)
	if node.ElseList != nil || skipped != "" {
		p.write("{{else}}", skipped)
	}
	if node.ElseList != nil {
		if word != "range" {
			p.declare(node.Pipe, whole, -1)
		}
		p.list(node.ElseList)
		assigned = append(assigned, p.scope.assignedSince(outside)...)
	}
	p.write("{{end}}")
	p.scope = outside.withMaybe(assigned)
}

// The most keys of a skipped block that are marked.
const maximumSkipped = 4

// skipped marks the keys that a block would have added: where one of them is missing, its condition is worth a look.
func (p *printer) skipped(word string, node *parse.BranchNode) string {
	if !p.isMarking || word == "range" {
		return ""
	}
	marks, column := "", -1
	for _, child := range node.List.Nodes {
		text, isText := child.(*parse.TextNode)
		if !isText {
			continue
		}
		for key := range keysIn(string(text.Text), int(text.Pos), p.text) {
			if column < 0 {
				column = key.column
			}
			if key.column == column && len(marks) < maximumSkipped*len(mark(skipSentinel, 0)) {
				marks += p.site(skipSentinel, Site{Start: key.start, End: key.end, pipe: node.Pipe})
			}
		}
	}
	return marks
}

// isShort says whether a block holds a few lines of text and actions: its condition then is about them.
func isShort(list *parse.ListNode) bool {
	lines := 0
	for _, node := range list.Nodes {
		switch node := node.(type) {
		case *parse.TextNode:
			lines += strings.Count(string(node.Text), "\n")
		case *parse.ActionNode:
		default:
			return false
		}
	}
	return lines <= shortBlock
}

// declare makes the variables of a pipe known to what follows.
func (p *printer) declare(pipe *parse.PipeNode, part part, loop int) {
	if !p.isMarking {
		return
	}
	at := p.scope
	for index, variable := range pipe.Decl {
		declared := &scope{outer: p.scope, name: variable.Ident[0], pipe: pipe, at: at, part: part, loop: loop}
		declared.isAssigned = pipe.IsAssign
		if len(pipe.Decl) == 2 && index == 0 {
			declared.part = key
		}
		p.scope = declared
	}
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
