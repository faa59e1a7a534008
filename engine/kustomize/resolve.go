package kustomize

import (
	"slices"
	"strings"

	kyaml "sigs.k8s.io/kustomize/kyaml/yaml"
)

// step leads from a map or list of the output to what is in it.
type step struct {
	key   string
	index int
	// name is the field "name" of a list item, by which lists of the same things in another order are compared.
	name   string
	isItem bool
}

type route []step

// is says whether a route has exactly these keys, "*" standing for a list item.
func (r route) is(keys ...string) bool {
	return len(r) == len(keys) && r.endsWith(keys...)
}

func (r route) endsWith(keys ...string) bool {
	if len(r) < len(keys) {
		return false
	}
	for index, key := range keys {
		one := r[len(r)-len(keys)+index]
		if one.isItem != (key == "*") || !one.isItem && one.key != key {
			return false
		}
	}
	return true
}

// twin is a node of the output with the nodes of the other builds that stand in the same place.
type twin struct {
	route           route
	key, node       *kyaml.Node
	built, replayed pair
}

// walk goes through a map or list of the output beside the same of the other builds.
func (o *object) walk(at route, node, built, replayed *kyaml.Node) {
	switch node.Kind {
	case kyaml.MappingNode:
		inBuilt, inReplayed := fieldsOf(built), fieldsOf(replayed)
		for index := 0; index+1 < len(node.Content); index += 2 {
			key, value := node.Content[index], node.Content[index+1]
			inner := append(at[:len(at):len(at)], step{key: key.Value})
			o.visit(twin{inner, key, value, inBuilt[key.Value], inReplayed[key.Value]})
		}
	case kyaml.SequenceNode:
		for index, value := range node.Content {
			name := text(fieldsOf(value)["name"].value)
			inner := append(at[:len(at):len(at)], step{index: index, name: name, isItem: true})
			o.visit(twin{inner, nil, value, pair{nil, itemOf(built, index)}, pair{nil, itemOf(replayed, index)}})
		}
	}
}

func itemOf(list *kyaml.Node, index int) *kyaml.Node {
	if list == nil || list.Kind != kyaml.SequenceNode || index >= len(list.Content) {
		return nil
	}
	return list.Content[index]
}

// visit finds the places of a node, and of all that is in it.
func (o *object) visit(at twin) {
	made := o.newPiece(at)
	if made == nil {
		return
	}
	o.pieces = append(o.pieces, made)
	made.route = at.route
	first := len(o.pieces)
	o.walk(at.route, at.node, at.built.value, at.replayed.value)
	o.coverAll(made, at)
	if at.node.Kind == kyaml.ScalarNode {
		made.places = o.placesOfValue(at, made)
		return
	}
	made.places = o.placesOfCollection(at)
	if len(made.places) == 0 && first < len(o.pieces) {
		made.places = o.pieces[first].places // made for what is in it
	}
}

// coverAll lets a piece reach to the end of what is in it.
func (o *object) coverAll(made *piece, at twin) {
	for last := at.node; len(last.Content) > 0; {
		last = last.Content[len(last.Content)-1]
		if _, end := o.extent(last); end > made.end {
			made.end = end
		}
	}
}

func (o *object) extent(node *kyaml.Node) (start, end int) {
	return o.printed.extent(node)
}

func (o *object) newPiece(at twin) *piece {
	start, end := o.extent(at.node)
	if start == -1 {
		return nil
	}
	made := &piece{start: start, end: end, shown: end, isItem: at.key == nil}
	if made.isItem {
		made.start = max(0, start-len("- "))
	}
	if at.key != nil {
		keyStart, keyEnd := o.extent(at.key)
		if keyStart == -1 {
			return nil
		}
		made.start, made.end = keyStart, max(end, keyEnd)
		made.shown = keyEnd
		if at.node.Kind == kyaml.ScalarNode {
			made.shown = made.end
		}
	}
	return made
}

// placesOfCollection finds where a map or list was opened.
func (o *object) placesOfCollection(at twin) []place {
	for _, node := range []*kyaml.Node{at.built.value, at.replayed.value, at.built.key, at.replayed.key} {
		if found := o.padded.find(node); found != nil && (found.node.Kind == at.node.Kind || found.node.Kind == kyaml.AliasNode) {
			return placesAt(found)
		}
	}
	if found := o.atHome(at.route); found != nil && found.node.Kind == at.node.Kind {
		return placesAt(found)
	}
	if found := o.inPatches(at); len(found) > 0 {
		return found
	}
	return o.generated(at, true)
}

func placesAt(found ...*spot) []place {
	places := []place{}
	for _, one := range found {
		if one == nil {
			continue
		}
		if made, isKnown := one.place(); isKnown {
			places = append(places, made)
		}
	}
	return places
}

// placesOfValue finds what decides about a plain value: the line that holds it, or the entry that set it afterwards.
func (o *object) placesOfValue(at twin, made *piece) []place {
	found := o.padded.find(at.built.value)
	if found != nil && isSame(found.node, at.node) {
		if key := o.beside(at); isIdentity(at.route) && key != nil && isSame(key.node, at.node) {
			return placesAt(key, found) // a patch repeats it to say what it is for
		}
		return placesAt(found)
	}
	if found != nil {
		return append(o.changed(at, found, made), placesAt(found)...)
	}
	isSetLast := at.built.value != nil && at.built.value.Line == 0
	replayed := o.padded.find(at.replayed.value)
	isReplayed := replayed != nil && isSame(replayed.node, at.node)
	if isReplayed && !isSetLast {
		return placesAt(replayed)
	}
	beside := o.beside(at)
	if at.route.is("metadata", "name") {
		return o.placesOfName(at, beside)
	}
	if set := o.transformed(at); len(set) > 0 {
		return append(set, placesAt(beside)...)
	}
	if isReplayed {
		return placesAt(replayed)
	}
	if beside != nil && isSame(beside.node, at.node) {
		return placesAt(beside)
	}
	if generated := o.generated(at, false); len(generated) > 0 {
		return generated
	}
	if changed := o.changed(at, beside, made); len(changed) > 0 {
		return append(changed, placesAt(beside)...)
	}
	if replayed != nil {
		return append(o.changed(at, replayed, made), placesAt(replayed)...)
	}
	if patched := o.inPatches(at); len(patched) > 0 && !isIdentity(at.route) {
		return patched
	}
	if home := o.atHome(at.route); home != nil {
		if isSame(home.node, at.node) {
			return placesAt(home)
		}
		return append(o.changed(at, home, made), placesAt(home)...)
	}
	if places := placesAt(beside); len(places) > 0 {
		return places
	}
	return o.generated(at, true)
}

// isIdentity says whether a patch names a field to find what it is for.
func isIdentity(at route) bool {
	last := at[len(at)-1]
	isInItem := len(at) > 1 && at[len(at)-2].isItem
	return len(at) == 1 && (last.key == "apiVersion" || last.key == "kind") || isInItem && slices.Contains(mergeKeys, last.key)
}

// mergeKeys are the fields by which Kubernetes compares list items:
// https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/
var mergeKeys = []string{"name", "containerPort", "port", "mountPath", "devicePath", "ip", "topologyKey", "uid"}

// beside finds the field by its key, which stays where it was when kustomize sets its value.
func (o *object) beside(at twin) *spot {
	for _, key := range []*kyaml.Node{at.built.key, at.replayed.key} {
		if found := o.padded.find(key); found != nil && found.isKey {
			return &spot{document: found.document, key: found.key, node: found.node, parent: found.parent}
		}
	}
	return nil
}

// isSame says whether two plain values mean the same.
func isSame(one, other *kyaml.Node) bool {
	if one == nil || other == nil || one.Kind != kyaml.ScalarNode || other.Kind != kyaml.ScalarNode {
		return false
	}
	if one.Value == other.Value {
		return true
	}
	var first, second any
	if one.Decode(&first) != nil || other.Decode(&second) != nil {
		return false
	}
	return first == second || isNumber(first) && isNumber(second) && toNumber(first) == toNumber(second)
}

func isNumber(value any) bool {
	switch value.(type) {
	case int, int64, uint64, float64:
		return true
	}
	return false
}

func toNumber(value any) float64 {
	switch value := value.(type) {
	case int:
		return float64(value)
	case int64:
		return float64(value)
	case uint64:
		return float64(value)
	case float64:
		return value
	}
	return 0
}

// findHome finds the object in the file that it comes from, and the kustomizations that it went through.
func (o *object) findHome() {
	file := ""
	if o.origin != nil && o.origin.Repo == "" {
		file = o.origin.Path
		if file == "" {
			file = o.origin.ConfiguredIn
		}
	}
	first := o.firstSpot(o.built)
	if first == nil {
		first = o.firstSpot(o.replayed)
	}
	if file == "" && first != nil {
		file = first.document.source.path
	}
	o.chain = o.layout.covering(file)
	if file == "" || o.origin != nil && o.origin.ConfiguredIn != "" {
		o.chain = nil
		for index := len(o.layout.order) - 1; index >= 0; index-- {
			o.chain = append(o.chain, o.layout.order[index])
		}
	}
	if first != nil && first.document.source.path == file {
		o.home = first.parent
		return
	}
	o.home = o.namesake(file)
}

// firstSpot finds the place of the field "kind", which no patch moves, or of the first field that has one.
func (o *object) firstSpot(root *kyaml.Node) *spot {
	fields := fieldsOf(root)
	for _, name := range []string{"kind", "apiVersion", "metadata"} {
		for _, node := range []*kyaml.Node{fields[name].key, fields[name].value} {
			if found := o.padded.find(node); found != nil && found.document.part == partResource {
				return found
			}
		}
	}
	return nil
}

// namesake finds the only object of a file that has this kind and a name that became the one of this object.
func (o *object) namesake(file string) *spot {
	wanted := o.identity
	var found *spot
	for _, one := range o.objectsIn(file) {
		have := identityOf(one.node)
		if have.kind != wanted.kind || !strings.Contains(wanted.name, have.name) {
			continue
		}
		if found != nil && len(identityOf(found.node).name) == len(have.name) {
			return nil
		}
		if found == nil || len(identityOf(found.node).name) < len(have.name) {
			found = one
		}
	}
	return found
}

func (o *object) objectsIn(file string) []*spot {
	if known, isKnown := o.objects[file]; isKnown {
		return known
	}
	found := []*spot{}
	if source := o.layout.files["/"+file]; source != nil && o.layout.resources["/"+file] {
		for _, document := range documentsOf(source, partResource) {
			if document.root == nil {
				continue
			}
			top := &spot{document: document, node: document.root}
			if list := top.child("items"); list != nil && strings.HasSuffix(top.child("kind").value(), "List") {
				found = append(found, items(list)...)
			} else {
				found = append(found, top)
			}
		}
	}
	o.objects[file] = found
	return found
}

// atHome follows a route in the object's file.
func (o *object) atHome(at route) *spot {
	return follow(o.home, at)
}

// follow leads from a node of a file to what is in it: to list items with names by their names.
func follow(found *spot, at route) *spot {
	for _, one := range at {
		if found == nil {
			return nil
		}
		if one.isItem {
			found = found.item(one)
		} else {
			found = found.child(one.key)
		}
	}
	return found
}
