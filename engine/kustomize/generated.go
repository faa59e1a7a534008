package kustomize

import (
	"encoding/base64"
	"path"
	"slices"
	"strings"
)

// generated finds what a generated ConfigMap or Secret owes to the entry of its generator: the literal, the line of the file of variables,
// the file, or, where that is asked for, the entry as a whole.
func (o *object) generated(at twin, orWhole bool) []place {
	field := map[string]string{"ConfigMap": "configMapGenerator", "Secret": "secretGenerator"}[o.identity.kind]
	if field == "" {
		return nil
	}
	entries := o.generators(field)
	for _, one := range entries {
		if set := one.set(at); len(set) > 0 {
			return asGenerator(set)
		}
	}
	if !orWhole || o.home != nil {
		return nil
	}
	for _, one := range entries {
		if created := one.entry.child("behavior").value(); created == "" || created == "create" {
			return asGenerator(placesAt(orElse(nameOf(one.entry), one.entry)))
		}
	}
	return nil
}

func asGenerator(places []place) []place {
	for index := range places {
		places[index].part = partGenerator
	}
	return places
}

func orElse(first, second *spot) *spot {
	if first != nil {
		return first
	}
	return second
}

// generator is one entry of a list of generators.
type generator struct {
	layout *layout
	folder *folder
	entry  *spot
}

// generators lists the entries that may have made an object, the likeliest first: those with the longest name that is in the object's name,
// and of those the last.
func (o *object) generators(field string) []generator {
	found := []generator{}
	for _, one := range o.chain {
		if !o.spend(one) {
			break
		}
		entries := append(o.plugins(one, "generators"), items(one.document.field(field))...)
		for _, entry := range slices.Backward(entries) {
			if kind := entry.child("kind").value(); kind != "" && !strings.EqualFold(kind, field) {
				continue
			}
			if named := nameOf(entry).value(); named != "" && strings.Contains(o.identity.name, named) {
				found = append(found, generator{o.layout, one, entry})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b generator) int { return o.likeness(b.entry) - o.likeness(a.entry) })
	return found
}

// likeness prefers long names, and then the right namespace.
func (o *object) likeness(entry *spot) int {
	likeness := 2 * len(nameOf(entry).value())
	if entry.child("namespace").value() == o.identity.namespace {
		likeness++
	}
	return likeness
}

// nameOf is the name of a generator: a file of its own has it in its metadata.
func nameOf(entry *spot) *spot {
	return orElse(entry.child("name"), entry.child("metadata").child("name"))
}

func (g generator) set(at twin) []place {
	value := at.node.Value
	options := g.entry.child("options")
	global := g.folder.document.field("generatorOptions")
	switch {
	case at.route.is("metadata", "namespace"), at.route.is("type"):
		return placesIfSame(g.entry.child(at.route[len(at.route)-1].key), value)
	case at.route.is("immutable"):
		return append(placesIfSame(options.child("immutable"), value), placesIfSame(global.child("immutable"), value)...)
	case len(at.route) == 3 && (at.route[1].key == "labels" || at.route[1].key == "annotations"):
		field, key := at.route[1].key, at.route[2].key
		return append(placesIfSame(options.child(field).child(key), value), placesIfSame(global.child(field).child(key), value)...)
	case len(at.route) == 2 && (at.route[0].key == "data" || at.route[0].key == "binaryData"):
		return g.data(at.route[1].key, value)
	}
	return nil
}

func placesIfSame(found *spot, value string) []place {
	if found == nil || found.value() != value {
		return nil
	}
	return placesAt(found)
}

// data finds the source of one key.
func (g generator) data(key, value string) []place {
	for _, literal := range texts(g.entry.child("literals")) {
		name, content, _ := strings.Cut(literal.node.Value, "=")
		if name == key && isContent(withoutQuotes(content), value) {
			return placesAt(literal)
		}
	}
	for _, named := range append(texts(g.entry.child("envs")), g.entry.child("env")) {
		if found, isFound := g.variable(named.value(), key, value); isFound {
			return append([]place{found}, placesAt(named)...)
		}
	}
	for _, named := range texts(g.entry.child("files")) {
		name, file := splitSource(named.node.Value)
		if name == key {
			return append(g.file(file), placesAt(named)...)
		}
	}
	return nil
}

// file is the whole of a text file.
func (g generator) file(name string) []place {
	found := g.layout.files[path.Join(g.folder.path, name)]
	if found == nil {
		return nil
	}
	return []place{{found, 0, len(found.text), partGenerator}}
}

func (g generator) variable(file, key, value string) (place, bool) {
	found := g.layout.files[path.Join(g.folder.path, file)]
	if file == "" || found == nil {
		return place{}, false
	}
	for line := range found.lines {
		end := found.endOfLine(line + 1)
		text := found.text[found.lines[line]:end]
		name, content, _ := strings.Cut(strings.TrimLeft(text, " \t"), "=")
		if name == key && isContent(content, value) {
			return place{found, found.lines[line] + len(text) - len(strings.TrimLeft(text, " \t")), end, partGenerator}, true
		}
	}
	return place{}, false
}

// isContent compares a text with a value of a ConfigMap or, encoded, of a Secret. Blanks at the end of a line are not part of it here.
func isContent(content, value string) bool {
	if decoded, err := base64.StdEncoding.DecodeString(value); err == nil && strings.TrimRight(string(decoded), " \t\r") == content {
		return true
	}
	return strings.TrimRight(value, " \t\r") == strings.TrimRight(content, " \t\r")
}

func withoutQuotes(text string) string {
	if len(text) > 1 && text[0] == text[len(text)-1] && (text[0] == '"' || text[0] == '\'') {
		return text[1 : len(text)-1]
	}
	return text
}
