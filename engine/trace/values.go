package trace

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
)

// Path leads from the top of a chart's values to one of them: keys as strings, and indexes of lists as numbers.
type Path []any

// Values finds out which values an action printed, by following names and calls through the templates without carrying them out.
type Values struct {
	// All are the values of the topmost chart, those of its subcharts in their sections.
	All map[string]any
	// SectionOf gives the section of the chart that a template belongs to, by the template's name.
	SectionOf func(template string) []string
	// IsSection says whether a path is the section of a chart.
	IsSection func(path Path) bool
}

// How much one action, and how much all actions together, may take; what takes more has no values.
const (
	stepsPerAction = 2_000
	stepsTogether  = 1_000_000
	maximumDepth   = 60
	maximumPaths   = 6
)

// Follower answers questions about one trace.
type Follower struct {
	instrumented *Instrumented
	trace        *Trace
	values       Values
	section      []string
	steps        int
	left         *int
	depth        int
}

// Budget is what all documents of a chart may take together.
func Budget() *int {
	left := stepsTogether
	return &left
}

// Follow prepares questions about the document of a template.
func (i *Instrumented) Follow(trace *Trace, values Values, template string, budget *int) *Follower {
	return &Follower{instrumented: i, trace: trace, values: values, section: values.SectionOf(template), left: budget}
}

// Behind lists the values that a piece shows, the likeliest first; of text, those of the condition under which it stands.
func (f *Follower) Behind(piece Piece, printed string) []Path {
	if piece.Site < 0 || *f.left <= 0 {
		return nil
	}
	site := f.instrumented.Sites[piece.Site]
	pipe, scope := site.pipe, site.scope
	if !site.IsAction && pipe == nil {
		if block := scope.conditionOf(); block != nil {
			pipe, scope = block.pipe, block.at
		}
	}
	if pipe == nil {
		return nil
	}
	f.steps, f.depth = 0, 0
	found := f.pipe(pipe, scope, place{piece.Frame, piece.rounds}).all(f, 0)
	*f.left -= f.steps
	if f.steps >= stepsPerAction {
		return nil
	}
	return f.likeliest(found, printed)
}

// Conditions lists the values that decided to skip a block.
func (f *Follower) Conditions(skip Piece) []Path { return f.Behind(skip, "") }

// likeliest prefers values that can be read in what was printed, the last of them first: of an image that is the tag. Values that do
// not exist decided nothing.
func (f *Follower) likeliest(paths []Path, printed string) []Path {
	type candidate struct {
		path  Path
		place int
	}
	seen, visible, hidden := map[string]bool{}, []candidate{}, []candidate{}
	for _, path := range paths {
		path = f.values.highest(path)
		value, ok := f.values.at(path)
		name := fmt.Sprintf("%q", []any(path))
		if !ok || len(path) == 0 || seen[name] || (printed != "" && (value == nil || value == "")) {
			continue
		}
		seen[name] = true
		switch value := value.(type) {
		case map[string]any, []any:
			hidden = append(hidden, candidate{path, 0})
		default:
			text := fmt.Sprint(value)
			if place := strings.LastIndex(printed, text); place >= 0 {
				visible = append(visible, candidate{path, place})
			} else {
				hidden = append(hidden, candidate{path, 0})
			}
		}
	}
	slices.SortStableFunc(visible, func(a, b candidate) int { return b.place - a.place })
	if len(visible) == 0 {
		visible = hidden
	}
	found := []Path{}
	for _, one := range visible[:min(len(visible), maximumPaths)] {
		found = append(found, one.path)
	}
	return found
}

// highest finds where a global value comes from: charts hand theirs down, and what is handed down wins.
func (v Values) highest(path Path) Path {
	global := slices.Index(path, any("global"))
	if global < 1 || !v.IsSection(path[:global]) {
		return path
	}
	for length := range global {
		candidate := with(path[:length], path[global:]...)
		if _, ok := v.at(candidate); ok {
			return candidate
		}
	}
	return path
}

func (v Values) at(path Path) (any, bool) {
	var current any = v.All
	for _, step := range path {
		switch step := step.(type) {
		case string:
			section, isMap := current.(map[string]any)
			value, ok := section[step]
			if !isMap || !ok {
				return nil, false
			}
			current = value
		case int:
			list, isList := current.([]any)
			if !isList || step < 0 || step >= len(list) {
				return nil, false
			}
			current = list[step]
		}
	}
	return current, true
}

// place is where an expression is looked at: the call that its template is in, and the rounds of the loops around it.
type place struct {
	frame  int
	rounds *round
}

// symbol is what is known of an expression.
type symbol struct {
	// paths lead to it, where it is a value and nothing else; of several, one.
	paths []Path
	// derived lead to values that it was made of.
	derived []Path
	// section is that of the chart, where it is the context that a chart's templates begin with.
	section []string
	// isContext says that section holds.
	isContext bool
	entries   map[string]func() symbol
	items     []func() symbol
	// constant is a string or a number; nil is none.
	constant any
}

// all lists the values that take part in a symbol.
func (s symbol) all(f *Follower, depth int) []Path {
	found := append(slices.Clone(s.paths), s.derived...)
	if depth > 4 {
		return found
	}
	for _, name := range slices.Sorted(maps.Keys(s.entries)) {
		if f.isOver() {
			return found
		}
		found = append(found, s.entries[name]().all(f, depth+1)...)
	}
	for _, item := range s.items {
		if f.isOver() {
			return found
		}
		found = append(found, item().all(f, depth+1)...)
	}
	return found
}

func (f *Follower) isOver() bool {
	f.steps++
	return f.steps >= stepsPerAction
}

// deeper guards a recursion; the caller must call the function that it returns.
func (f *Follower) deeper() (leave func(), ok bool) {
	f.depth++
	return func() { f.depth-- }, f.depth < maximumDepth && !f.isOver()
}

func (f *Follower) pipe(pipe *parse.PipeNode, at *scope, where place) symbol {
	leave, ok := f.deeper()
	defer leave()
	if !ok || pipe == nil {
		return symbol{}
	}
	var value symbol
	for index, command := range pipe.Cmds {
		arguments := []func() symbol{}
		for _, node := range command.Args[1:] {
			arguments = append(arguments, func() symbol { return f.node(node, at, where) })
		}
		if index > 0 {
			piped := value
			arguments = append(arguments, func() symbol { return piped })
		}
		name, isFunction := command.Args[0].(*parse.IdentifierNode)
		switch {
		case isFunction:
			value = f.call(name.Ident, arguments)
		case len(arguments) > 0:
			value = symbol{} // a method, which reads files or capabilities
		default:
			value = f.node(command.Args[0], at, where)
		}
	}
	return value
}

func (f *Follower) node(node parse.Node, at *scope, where place) symbol {
	leave, ok := f.deeper()
	defer leave()
	if !ok {
		return symbol{}
	}
	switch node := node.(type) {
	case *parse.DotNode:
		return f.name(".", at, where)
	case *parse.FieldNode:
		return f.fields(f.name(".", at, where), node.Ident)
	case *parse.VariableNode:
		return f.fields(f.name(node.Ident[0], at, where), node.Ident[1:])
	case *parse.ChainNode:
		return f.fields(f.node(node.Node, at, where), node.Field)
	case *parse.PipeNode:
		return f.pipe(node, at, where)
	case *parse.IdentifierNode:
		return f.call(node.Ident, nil)
	case *parse.StringNode:
		return symbol{constant: node.Text}
	case *parse.NumberNode:
		if node.IsInt {
			return symbol{constant: int(node.Int64)}
		}
	}
	return symbol{}
}

// name looks a variable or the dot up; what no scope declares is what the template was called with.
func (f *Follower) name(name string, at *scope, where place) symbol {
	leave, ok := f.deeper()
	defer leave()
	for current := at; current != nil && ok; current = current.outer {
		if f.isOver() {
			return symbol{}
		}
		if current.name != name {
			continue
		}
		value := f.partOf(f.pipe(current.pipe, current.at, where), current, where)
		if current.isMaybe {
			return either(value, f.name(name, current.outer, where))
		}
		return value
	}
	if !ok {
		return symbol{}
	}
	return f.given(where)
}

func (f *Follower) given(where place) symbol {
	if where.frame < 0 {
		return symbol{section: f.section, isContext: true}
	}
	frame := f.trace.Frames[where.frame]
	site := f.instrumented.Sites[frame.Site]
	if site.argument == nil {
		return symbol{}
	}
	return f.node(site.argument, site.scope, place{frame.Parent, frame.rounds})
}

// partOf picks what a loop is at.
func (f *Follower) partOf(value symbol, declared *scope, where place) symbol {
	if declared.part == whole {
		return value
	}
	number := -1
	for current := where.rounds; current != nil; current = current.outer {
		if current.site == declared.loop {
			number = current.number
			break
		}
	}
	found := symbol{derived: value.derived}
	for _, path := range value.paths {
		if step, ok := f.values.stepAt(path, number); ok {
			found.paths = append(found.paths, with(path, step))
		}
	}
	if declared.part == key {
		return symbol{derived: found.paths}
	}
	if number >= 0 && number < len(value.items) {
		return either(found, value.items[number]())
	}
	if names := slices.Sorted(maps.Keys(value.entries)); number >= 0 && number < len(names) {
		return either(found, value.entries[names[number]]())
	}
	return found
}

// stepAt is the index, or the key in the order of a loop, of an element.
func (v Values) stepAt(path Path, number int) (any, bool) {
	value, _ := v.at(path)
	switch value := value.(type) {
	case []any:
		return number, number >= 0 && number < len(value)
	case map[string]any:
		if number < 0 || number >= len(value) {
			return nil, false
		}
		return slices.Sorted(maps.Keys(value))[number], true
	}
	return nil, false
}

func with(path Path, steps ...any) Path { return append(slices.Clone(path), steps...) }

func (f *Follower) fields(value symbol, names []string) symbol {
	for _, name := range names {
		value = f.field(value, name)
	}
	return value
}

func (f *Follower) field(value symbol, step any) symbol {
	found := symbol{}
	for _, path := range value.paths {
		found.paths = append(found.paths, with(path, step))
	}
	name, isName := step.(string)
	if value.isContext && name == "Values" {
		path := Path{}
		for _, section := range value.section {
			path = append(path, section)
		}
		found.paths = append(found.paths, path)
	}
	if inner, ok := value.entries[name]; ok && isName {
		found = either(found, inner())
	}
	if index, ok := step.(int); ok && index >= 0 && index < len(value.items) {
		found = either(found, value.items[index]())
	}
	return found
}

// either is one of two symbols, nobody knows which.
func either(one, other symbol) symbol {
	found := symbol{
		paths:   append(slices.Clone(one.paths), other.paths...),
		derived: append(slices.Clone(one.derived), other.derived...),
		section: one.section, isContext: one.isContext,
		entries: one.entries, items: one.items, constant: one.constant,
	}
	if !found.isContext {
		found.section, found.isContext = other.section, other.isContext
	}
	if found.items == nil {
		found.items = other.items
	}
	if found.constant == nil {
		found.constant = other.constant
	}
	if found.entries == nil {
		found.entries = other.entries
	} else if other.entries != nil {
		found.entries = maps.Clone(other.entries)
		maps.Copy(found.entries, one.entries)
	}
	return found
}

// Functions that return their last argument, or the same in another form.
var returnsLast = nameSet("toYaml toJson toPrettyJson toRawJson mustToYaml mustToJson mustToPrettyJson mustToRawJson fromYaml " +
	"fromJson fromYamlArray fromJsonArray quote squote toString trim indent nindent required deepCopy mustDeepCopy int int64 float64 " +
	"compact mustCompact uniq mustUniq sortAlpha toStrings")

// Functions that return one of their arguments, or several of them laid over each other.
var returnsAny = nameSet("default coalesce or and merge mustMerge mergeOverwrite mustMergeOverwrite concat mustConcat")

// Functions that return their first argument, or a part of it.
var returnsFirst = nameSet("tpl pick omit set unset")

// Functions whose result does not show what their arguments are.
var saysNothing = nameSet("include lookup typeOf kindOf")

func nameSet(names string) map[string]bool {
	found := map[string]bool{}
	for name := range strings.FieldsSeq(names) {
		found[name] = true
	}
	return found
}

func (f *Follower) call(name string, arguments []func() symbol) symbol {
	leave, ok := f.deeper()
	defer leave()
	if !ok {
		return symbol{}
	}
	last := len(arguments) - 1
	switch {
	case last < 0 || saysNothing[name]:
		return symbol{}
	case returnsLast[name]:
		return arguments[last]()
	case returnsFirst[name]:
		return arguments[0]()
	case returnsAny[name]:
		found := arguments[last]() // the default stands before what it is the default of
		for _, argument := range arguments[:last] {
			found = either(found, argument())
		}
		return found
	case name == "ternary" && last == 2:
		return either(either(arguments[0](), arguments[1]()), symbol{derived: arguments[2]().all(f, 0)})
	case name == "dict":
		return f.dictionary(arguments)
	case name == "list" || name == "tuple":
		return symbol{items: arguments}
	case name == "first" || name == "mustFirst":
		return f.field(arguments[0](), 0)
	case name == "index" || name == "get":
		return f.steppedInto(arguments[0](), arguments[1:])
	case name == "dig" && last >= 2:
		return either(f.steppedInto(arguments[last](), arguments[:last-1]), arguments[last-1]())
	}
	made := symbol{}
	for _, argument := range arguments {
		made.derived = append(made.derived, argument().all(f, 0)...)
		if f.isOver() {
			break
		}
	}
	return made
}

func (f *Follower) steppedInto(value symbol, steps []func() symbol) symbol {
	for _, step := range steps {
		found := step()
		switch {
		case found.constant != nil:
			value = f.field(value, found.constant)
		case len(found.paths) == 1:
			named, _ := f.values.at(found.paths[0]) // a key that is a value itself
			value = f.field(value, fmt.Sprint(named))
		default:
			return symbol{derived: value.paths}
		}
	}
	return value
}

func (f *Follower) dictionary(arguments []func() symbol) symbol {
	entries := map[string]func() symbol{}
	for index := 0; index+1 < len(arguments); index += 2 {
		switch name := arguments[index]().constant.(type) {
		case string:
			entries[name] = arguments[index+1]
		case int:
			entries[strconv.Itoa(name)] = arguments[index+1]
		}
	}
	return symbol{entries: entries}
}
