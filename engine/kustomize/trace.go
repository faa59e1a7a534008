package kustomize

import (
	"fmt"
	"regexp"

	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/kustomize/api/types"
	kyaml "sigs.k8s.io/kustomize/kyaml/yaml"
)

// Tracing says where the pieces of the rendered objects come from.
type Tracing struct {
	// Paths are the files that places name by their index.
	Paths []string     `json:"paths"`
	Texts []TracedText `json:"texts"`
}

// TraceRequest is a build and the texts of the objects whose lines are asked for; none of them stands for all.
type TraceRequest struct {
	Request
	Texts []string `json:"texts"`
}

// TracedText is one object. Offsets count UTF-16 code units.
type TracedText struct {
	// Index is the one of the text in the request, or in the output where all are asked for.
	Index int    `json:"index"`
	Text  string `json:"-"`
	// Places are the path, start, end and part of each place; parts are numbered as in partNumbers.
	Places [][4]int `json:"places"`
	// Pieces are the start and end of a field or list item, the end of what shows it, 1 for a list item, and then its places, the one to
	// edit first.
	Pieces [][]int `json:"pieces"`
}

var partNumbers = map[string]int{partResource: 0, partPatch: 1, partGenerator: 2, partKustomization: 3}

// Trace builds as Build does, and then once or twice more to learn where the fields of the output come from. What those builds print
// differently is not traced.
func Trace(asked TraceRequest) (*Tracing, error) {
	request := asked.Request
	rendering, restrictions, err := build(request)
	if err != nil {
		return nil, err
	}
	tracer := &tracer{
		rendering:     rendering,
		layout:        layoutOf(request),
		tracing:       &Tracing{Paths: []string{}, Texts: []TracedText{}},
		paths:         map[string]int{},
		objects:       map[string][]*spot{},
		replacements:  map[*folder][]*spot{},
		configuration: map[string][]*document{},
		patterns:      map[string]*regexp.Regexp{},
		sources:       map[replaced]*piece{},
		inline:        map[*kyaml.Node][]*document{},
	}
	tracer.padded = newPadded(tracer.layout, longest(rendering))
	if tracer.layout.isLarge() {
		return tracer.tracing, nil
	}
	padding, marking := tracer.padded.pad(request)
	for _, one := range tracer.layout.order {
		for _, patch := range one.patches {
			one.weight += sizeOf(patch.root)
		}
	}
	tracer.build(padding, marking, restrictions)
	tracer.trace()
	tracer.print(asked.Texts)
	return tracer.tracing, nil
}

// longest is a line number that no node gets by being written out and read again.
func longest(rendering *Rendering) int {
	const spare = 200
	most := 0
	for _, one := range rendering.Resources {
		most = max(most, countBreaks(one.Text))
	}
	return most + spare
}

// tracer holds what is known of one build.
type tracer struct {
	rendering *Rendering
	layout    *layout
	padded    *padded
	tracing   *Tracing
	paths     map[string]int
	// objects are the objects that files hold, as far as they were asked for.
	objects map[string][]*spot
	// configuration are the documents of transformers and replacements in files of their own, by their absolute path.
	configuration map[string][]*document
	// patterns are the selectors that were compiled, nil for one that is none.
	patterns map[string]*regexp.Regexp
	// sources are the pieces that replacements copy.
	sources map[replaced]*piece
	// inline are the same inside of kustomizations.
	inline map[*kyaml.Node][]*document
	// replacements are those of each kustomization, as far as they were asked for.
	replacements map[*folder][]*spot
	results      []*object
	effort       int
}

// object is one object of the output with what is known of it.
type object struct {
	*tracer
	rendered *source
	printed  *document
	root     *kyaml.Node
	identity identity
	// built is the object of the traced build, and replayed that of the marking build; nil where there is none.
	built, replayed *kyaml.Node
	origin          *Origin
	// chain are the kustomizations that the object went through, the last first.
	chain  []*folder
	home   *spot
	pieces []*piece
}

// piece is a field or a list item of the output.
type piece struct {
	// start and end hold all of it; shown is the end of what a person would look at.
	route             route
	start, end, shown int
	isItem            bool
	places            []place
	// copied are the values that it was made of, to be followed when all objects are known.
	copied []replaced
}

func (t *tracer) build(padding, marking Request, restrictions types.LoadRestrictions) {
	resources := t.rendering.Resources
	t.results = make([]*object, len(resources))
	for index, one := range resources {
		root := parseDocument(one.Text)
		rendered := newSource("", one.Text)
		t.results[index] = &object{
			tracer: t, rendered: rendered, printed: &document{source: rendered, firstLine: 1},
			root: root, identity: identityOf(root), origin: one.Origin,
		}
	}
	if built, err := tryRun(padding, restrictions); err == nil && built.Size() == len(resources) {
		for index, one := range built.Resources() {
			if text, err := one.AsYAML(); err == nil && string(text) == resources[index].Text {
				t.results[index].built = one.YNode()
			}
		}
	}
	if len(t.padded.jsonPatches) == 0 {
		return
	}
	if marked, err := tryRun(marking, restrictions); err == nil {
		t.replay(marked)
	}
}

// tryRun builds; what a build with other patches dies of is no reason to know nothing.
func tryRun(request Request, restrictions types.LoadRestrictions) (built resmap.ResMap, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			built, err = nil, fmt.Errorf("the build gave up: %v", cause)
		}
	}()
	return run(request, restrictions)
}

// replay carries out the JSON patches on the objects of the marking build.
func (t *tracer) replay(marked resmap.ResMap) {
	byIdentity := map[identity]*kyaml.Node{}
	for _, one := range marked.Resources() {
		node := t.padded.replay(one.YNode())
		byIdentity[identityOf(node)] = node
	}
	resources := marked.Resources()
	for index, one := range t.results {
		one.replayed = byIdentity[one.identity]
		if one.replayed == nil && len(resources) == len(t.results) {
			one.replayed = resources[index].YNode()
		}
	}
}

// The most nodes of kustomizations that are looked at.
const maximumEffort = 50_000_000

// spend says whether there is still time to look through a kustomization.
func (t *tracer) spend(in *folder) bool {
	t.effort += in.weight
	return t.effort < maximumEffort
}

// identity is what no two objects of one output share.
type identity struct{ apiVersion, kind, namespace, name string }

func identityOf(root *kyaml.Node) identity {
	fields := fieldsOf(root)
	metadata := fieldsOf(fields["metadata"].value)
	return identity{
		text(fields["apiVersion"].value), text(fields["kind"].value),
		text(metadata["namespace"].value), text(metadata["name"].value),
	}
}

func (t *tracer) trace() {
	for _, one := range t.results {
		if one.root == nil {
			continue
		}
		one.findHome()
		one.walk(nil, one.root, one.built, one.replayed)
	}
	for _, one := range t.results {
		for _, piece := range one.pieces {
			t.followCopies(piece)
		}
	}
}

func (t *tracer) print(asked []string) {
	indexes := map[string]int{}
	for index, text := range asked {
		indexes[text] = index
	}
	for index, one := range t.results {
		if at, isAsked := indexes[one.rendered.text]; isAsked {
			index = at
		} else if len(asked) > 0 {
			continue
		}
		t.tracing.Texts = append(t.tracing.Texts, t.describe(index, one))
	}
}

func (t *tracer) describe(index int, one *object) TracedText {
	made := TracedText{Index: index, Text: one.rendered.text, Places: [][4]int{}, Pieces: [][]int{}}
	known := map[[4]int]int{}
	for _, piece := range one.pieces {
		isItem := 0
		if piece.isItem {
			isItem = 1
		}
		units := one.rendered.toUnits
		printed := []int{units(piece.start), units(piece.end), units(piece.shown), isItem}
		for _, found := range piece.places {
			numbers := [4]int{t.number(found.source.path), found.source.toUnits(found.start), found.source.toUnits(found.end), partNumbers[found.part]}
			index, isKnown := known[numbers]
			if !isKnown {
				index = len(made.Places)
				known[numbers] = index
				made.Places = append(made.Places, numbers)
			}
			if !contains(printed[4:], index) {
				printed = append(printed, index)
			}
		}
		made.Pieces = append(made.Pieces, printed)
	}
	return made
}

func contains(numbers []int, wanted int) bool {
	for _, number := range numbers {
		if number == wanted {
			return true
		}
	}
	return false
}

func (t *tracer) number(path string) int {
	if number, isKnown := t.paths[path]; isKnown {
		return number
	}
	t.paths[path] = len(t.tracing.Paths)
	t.tracing.Paths = append(t.tracing.Paths, path)
	return t.paths[path]
}
